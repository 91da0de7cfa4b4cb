using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Jobs;
using Benefits.Policy;
using Benefits.Reference;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Benefits.Registers;

/// <summary>Registers (登记数据) come in as files, from the offices that keep them.</summary>
internal static class RegisterEndpoints
{
    public static IReadOnlyList<Endpoint> All { get; } =
    [
        new()
        {
            Name = "LoadRegister",
            Verb = Verb.Post,
            Route = Routes.Register,
            Tag = "登记数据",
            Summary = "载入一份登记数据（CSV）：全部无误才生效，同一文件重复载入不再变更",
            Description = "每种一次只载入一份：另一份正在载入时答复409。身份证号载入时即转为密钥散列，不保存原文；不认识的列不读，并在回执中列出。超过一千人的数据先全部检查，再作为长任务载入。",
            DescriptionInUse = services => $"可载入：{string.Join('；', services.GetRequiredService<PolicyLibrary>().Registers.Select(Describe))}。",
            Roles = [Role.Operator],
            Parameters =
            [
                Parameter.Id("register", "登记数据名称", "graduates", 40).InPath(),
                Parameter.Date("asOf", "数据截至日", "2022-08-31").Needed(),
                Parameter.Typed<DistrictCode>("source", "提供数据的行政区划代码，与登记数据名称一起作为来源显示；不填则只显示登记数据名称", "4301"),
            ],
            Accepts = BodyKind.Csv,
            MaxBytes = Endpoint.FileBytes,
            Response = typeof(RegisterReport),
            Job = typeof(JobView),
            Problems = [ProblemKind.NotFound, ProblemKind.Conflict, ProblemKind.Unprocessable],
            Handle = Handler.Of<PolicyLibrary, RegisterLoader, JobAnswers>(LoadAsync),
        },
    ];

    private static string Describe(RegisterTerms register) =>
        $"{register.Name}（{register.Title}：{string.Join('、', register.Subjects.Select(subject => subject.Header).Concat(register.Columns.Select(column => column.Header)))}）";

    private static async Task<IResult> LoadAsync(ApiCall call, PolicyLibrary library, RegisterLoader loader, JobAnswers jobs)
    {
        var register = call.Route("register");
        var registers = library.Registers;
        if (registers.All(known => known.Name != register)) return Problems.NotFound($"没有这种登记数据；可载入：{string.Join('、', registers.Select(known => known.Name))}");
        var source = call.Query<DistrictCode>("source");
        if (source is { } place && !Districts.Contains(place)) return Problems.BadRequest(new Fault("query:source", "没有这个行政区划代码", FaultCodes.OutOfRange));
        RegisterLoad load = new() { Register = register, Place = source, AsOf = call.Date("asOf")!.Value };
        var (report, job) = await loader.SubmitAsync(load, call.OpenFile(), call.Cancel);
        if (report.Busy is { } open) return Problems.Conflict($"该登记数据的另一份自{open.Since.BusinessDate:yyyy-MM-dd}起正在载入，本次没有变更；请待其完成后再载入");
        if (job is not null) return await jobs.StartAsync(job, call.Cancel);
        return report.Faults.Count == 0 ? TypedResults.Ok(report) : Problems.Unprocessable($"文件有{report.Faults.Count}处错误，未载入任何一行", FileFaults.Of(report.Faults));
    }
}
