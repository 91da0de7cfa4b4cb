using Benefits.Http.Access;
using Microsoft.AspNetCore.Http;

namespace Benefits.Http;

/// <summary>Whether this process answers, and whether it can work (健康检查).</summary>
internal static class HealthEndpoints
{
    public static IReadOnlyList<Endpoint> All { get; } =
    [
        new()
        {
            Name = "HealthLive",
            Verb = Verb.Get,
            Route = Routes.HealthLive,
            Tag = "运行",
            Summary = "服务进程是否存活，以及系统当前时间",
            Description = "不检查存储：答复200时不必重新启动。",
            Response = typeof(HealthReport),
            Handle = Handler.Of<TimeProvider, AuthSettings>((call, clock, settings) => Task.FromResult<IResult>(TypedResults.Ok(Report(call, clock, settings)))),
        },
        Ready("HealthReady", Routes.HealthReady, "能否办理业务：存储可写、磁盘有余、流程引擎在听"),
        Ready("Health", Routes.Health, "同 health/ready"),
    ];

    private static Endpoint Ready(string name, string route, string summary) => new()
    {
        Name = name,
        Verb = Verb.Get,
        Route = route,
        Tag = "运行",
        Summary = summary,
        Description = "每次都实际写入一行和一个文件作为检验；不能办理时答复503，逐条说明原因。",
        Response = typeof(HealthReport),
        Problems = [ProblemKind.Unavailable],
        Handle = Handler.Of<Readiness, TimeProvider, AuthSettings>(ReadyAsync),
    };

    private static async Task<IResult> ReadyAsync(ApiCall call, Readiness readiness, TimeProvider clock, AuthSettings settings)
    {
        var faults = await readiness.FaultsAsync();
        return faults.Count == 0 ? TypedResults.Ok(Report(call, clock, settings)) : Problems.Unavailable(string.Join('；', faults), 10);
    }

    private static HealthReport Report(ApiCall call, TimeProvider clock, AuthSettings settings)
    {
        call.Context.Response.Headers.CacheControl = "no-store";
        var now = clock.GetUtcNow();
        return new HealthReport { Status = "ok", Now = now, BusinessDate = now.BusinessDate, Demo = settings.Demo };
    }
}

public sealed record HealthReport
{
    public required string Status { get; init; }

    /// <summary>By the system's clock, which a demo may have set.</summary>
    public required DateTimeOffset Now { get; init; }

    public required DateOnly BusinessDate { get; init; }

    public required bool Demo { get; init; }
}
