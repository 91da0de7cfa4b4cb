using Benefits.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Benefits.Http;

/// <summary>Whether this process is alive and its store takes writes (健康检查).</summary>
internal static class HealthEndpoint
{
    public static Endpoint Health { get; } = new()
    {
        Name = "Health",
        Verb = Verb.Get,
        Route = Routes.Health,
        Tag = "运行",
        Summary = "服务与存储是否可用，以及系统当前时间",
        Description = "每次都向存储写入一行作为检验；存储不可写时答复503。",
        Response = typeof(HealthReport),
        Problems = [ProblemKind.Unavailable],
        Handle = ProbeAsync,
    };

    private static async Task<IResult> ProbeAsync(ApiCall call)
    {
        var now = call.Get<TimeProvider>().GetUtcNow();
        HealthReport report = new() { Status = "ok", Now = now, BusinessDate = now.BusinessDate, Demo = call.Get<AuthSettings>().Demo };
        if (call.Context.RequestServices.GetService<ITable>() is { } table) await table.CommitAsync(new TableBatch("health").Upsert("probe", report), call.Cancel);
        call.Context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(report);
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
