using Benefits.Timers;
using Microsoft.AspNetCore.Http;

namespace Benefits.Http;

/// <summary>Daily jobs (每日任务) as the operator sees and starts them.</summary>
internal static class JobEndpoints
{
    private const string Tag = "运行";
    private const int OrdinaryDays = 7;

    public static IReadOnlyList<Endpoint> All { get; } =
    [
        new()
        {
            Name = "ListJobRuns",
            Verb = Verb.Get,
            Route = Routes.Jobs,
            Tag = Tag,
            Summary = "最近的每日任务及结果",
            Roles = [Role.Operator, Role.Auditor],
            Parameters = [Parameter.Number("days", "最近多少天", OrdinaryDays, 1, 60)],
            Response = typeof(IReadOnlyList<JobRun>),
            Handle = async call => TypedResults.Ok(await call.Get<Timekeeper>().RecentAsync(call.Number("days") ?? OrdinaryDays, call.Cancel)),
        },
        new()
        {
            Name = "RunJob",
            Verb = Verb.Post,
            Route = Routes.JobRuns,
            Tag = Tag,
            Summary = "手工运行一项任务；当日已运行过的不重复运行",
            Description = "正在运行的，答复409。",
            Roles = [Role.Operator],
            Parameters = [Parameter.Id("job", "任务名称", "enterprise-list-refresh", 60).InPath(), Parameter.Date("date", "业务日期；不填为今天", "2022-09-01")],
            Response = typeof(JobRunView),
            Problems = [ProblemKind.NotFound, ProblemKind.Conflict],
            Handle = RunAsync,
        },
        new()
        {
            Name = "Tick",
            Verb = Verb.Post,
            Route = Routes.Tick,
            Tag = Tag,
            Summary = "走一次钟：补齐到今天为止应运行而未运行的任务",
            Roles = [Role.Operator],
            Response = typeof(IReadOnlyList<JobRunView>),
            Handle = async call => TypedResults.Ok((await call.Get<Timekeeper>().TickAsync(call.Cancel)).Select(JobRunView.Of).ToList()),
        },
    ];

    private static async Task<IResult> RunAsync(ApiCall call)
    {
        var keeper = call.Get<Timekeeper>();
        var job = call.Route("job");
        if (!keeper.Jobs.Contains(job)) return Problems.NotFound($"没有这项任务；可运行：{string.Join('、', keeper.Jobs)}");
        var today = call.Get<TimeProvider>().BusinessDate;
        var date = call.Date("date") ?? today;
        if (date > today) return Problems.BadRequest(new Fault("query:date", "业务日期不能晚于今天", FaultCodes.OutOfRange));
        return await keeper.RunAsync(job, date, call.Cancel) is var outcome and not JobOutcome.RunningElsewhere
            ? TypedResults.Ok(JobRunView.Of(outcome))
            : Problems.Conflict($"该任务（{date:yyyy-MM-dd}）正在运行，请稍后查看结果");
    }
}

/// <summary>What asking for a run came to, in a word, with the run.</summary>
public sealed record JobRunView(string Outcome, JobRun Run)
{
    public static JobRunView Of(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Ran ran => new JobRunView("ran", ran.Run),
        JobOutcome.DoneBefore before => new JobRunView("done-before", before.Run),
        JobOutcome.RunningElsewhere elsewhere => new JobRunView("running-elsewhere", elsewhere.Run),
        JobOutcome.Failed failed => new JobRunView("failed", failed.Run),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "No such outcome."),
    };
}
