using Benefits.Jobs;
using Benefits.Parties.Csv;
using Benefits.Parties.Registers;
using Microsoft.AspNetCore.Http;

namespace Benefits.Http;

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
            Description = $"可载入：{string.Join('、', RegisterLoader.Registers.Select(register => $"{register.Key}（{register.Value}）"))}。身份证号载入时即转为密钥散列，不保存原文。超过一千人的数据先全部检查，再作为长任务载入。",
            Roles = [Role.Operator],
            Parameters =
            [
                Parameter.Id("register", "登记数据名称", "graduates", 40).InPath(),
                Parameter.Date("asOf", "数据截至日", "2022-08-31").Needed(),
                Parameter.Text("source", "数据来源名称；不填用缺省名称", "省教育厅毕业生数据"),
            ],
            Accepts = BodyKind.Csv,
            MaxBytes = Endpoint.FileBytes,
            Response = typeof(RegisterReport),
            MayTakeLong = true,
            Problems = [ProblemKind.NotFound, ProblemKind.Unprocessable],
            Handle = LoadAsync,
        },
    ];

    private static async Task<IResult> LoadAsync(ApiCall call)
    {
        var register = call.Route("register");
        if (!RegisterLoader.Registers.ContainsKey(register)) return Problems.NotFound($"没有这种登记数据；可载入：{string.Join('、', RegisterLoader.Registers.Keys)}");
        RegisterLoad load = new() { Register = register, Source = call.Query("source"), AsOf = call.Date("asOf")!.Value };
        var (report, job) = await call.Get<RegisterLoader>().SubmitAsync(load, call.OpenFile(), call.Cancel);
        if (job is not null) return JobEndpoints.Accepted(call, await call.Get<JobStarter>().StartAsync(job, call.Cancel));
        return report.Faults.Count == 0 ? TypedResults.Ok(report) : Problems.Unprocessable($"文件有{report.Faults.Count}处错误，未载入任何一行", FileFaults.Of(report.Faults));
    }
}

/// <summary>Faults of a file as faults of a request: the place is the line and column. Those beyond the first thousand are counted in the sentence only.</summary>
internal static class FileFaults
{
    public static IReadOnlyList<Fault> Of(IReadOnlyList<ImportFault> faults) =>
        [.. faults.Take(FaultList.Max).Select(fault => new Fault(fault.Line == 0 ? "" : $"line:{fault.Line}{(fault.Column is null ? "" : $":{fault.Column}")}", fault.Message))];
}
