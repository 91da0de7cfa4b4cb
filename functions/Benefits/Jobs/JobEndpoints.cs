using System.ComponentModel;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Storage;
using Benefits.Timers;
using Microsoft.AspNetCore.Http;

namespace Benefits.Jobs;

/// <summary>Daily jobs (每日任务) as the operator sees and starts them, and long ones (长任务) as whoever asked for them follows them.</summary>
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
            Pages = Paging.Brief,
            Response = typeof(Page<JobRun>),
            Handle = Handler.Of<Timekeeper>(async (call, keeper) => TypedResults.Ok(call.Page.Of(await keeper.RecentAsync(call.Number("days") ?? OrdinaryDays, call.Cancel), KeyOf, run => run))),
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
            Handle = Handler.Of<Timekeeper, TimeProvider>(RunAsync),
        },
        new()
        {
            Name = "GetJob",
            Verb = Verb.Get,
            Route = Routes.Job,
            Tag = Tag,
            Summary = "长任务的进度：共几段、已完成几段、正在做哪一段、出过哪些错",
            Roles = [Role.Operator, Role.Auditor],
            Parameters = [Parameter.Id("number", "长任务编号，见202答复", "register-load-0123456789ab", 60).InPath()],
            Response = typeof(JobView),
            Problems = [ProblemKind.NotFound],
            Handle = Handler.Of<JobStore>(async (call, jobs) => await jobs.FindAsync(call.Route("number"), call.Cancel) is { } job ? TypedResults.Ok(JobView.Of(job, jobs)) : Problems.NotFound("没有这项长任务")),
        },
        new()
        {
            Name = "Tick",
            Verb = Verb.Post,
            Route = Routes.Tick,
            Tag = Tag,
            Summary = "走一次钟：补齐到今天为止应运行而未运行的任务",
            Roles = [Role.Operator],
            Response = typeof(JobView),
            Success = StatusCodes.Status202Accepted,
            Handle = Handler.Of<JobStore, JobAnswers, TimeProvider>(TickAsync),
        },
    ];

    /// <summary>The latest day first.</summary>
    private static string KeyOf(JobRun run) => $"{DateOnly.MaxValue.DayNumber - run.Date.DayNumber:0000000}-{run.Job}";

    private static async Task<IResult> TickAsync(ApiCall call, JobStore jobs, JobAnswers answers, TimeProvider clock) =>
        await answers.StartAsync(await jobs.OpenAsync(TickJob.Kind, TickJob.SubjectAt(clock.GetUtcNow()), call.Cancel), call.Cancel);

    private static async Task<IResult> RunAsync(ApiCall call, Timekeeper keeper, TimeProvider clock)
    {
        var job = call.Route("job");
        if (!keeper.Jobs.Contains(job)) return Problems.NotFound($"没有这项任务；可运行：{string.Join('、', keeper.Jobs)}");
        var today = clock.BusinessDate;
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

/// <summary>A long job as people follow it (长任务进度).</summary>
public sealed record JobView
{
    public required string Number { get; init; }

    public required string Kind { get; init; }

    public required string Title { get; init; }

    public required JobState State { get; init; }

    [Description("已完成的段数")]
    public required int Done { get; init; }

    [Description("总段数；尚未编排时没有")]
    public int? Total { get; init; }

    [Description("正在做的一段；结束后为最后一段")]
    public string? Current { get; init; }

    [Description("各段处理的条数合计，含义因任务而异")]
    public required long Count { get; init; }

    [Description("出过的错，最近的在后；失败的一段会重试，重试多次仍失败则任务失败")]
    public required IReadOnlyList<JobFault> Faults { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public static JobView Of(Job job, JobStore jobs) => new()
    {
        Number = job.Number,
        Kind = job.Kind,
        Title = jobs.TitleOf(job),
        State = job.State,
        Done = job.Done,
        Total = job.Pieces,
        Current = job.Current,
        Count = job.Count,
        Faults = job.Faults,
        AskedAt = job.AskedAt,
        UpdatedAt = job.UpdatedAt,
        EndedAt = job.EndedAt,
    };
}
