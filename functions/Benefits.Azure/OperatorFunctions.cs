using System.Globalization;
using Benefits.Demo;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Jobs;
using Benefits.Storage;
using Benefits.Timers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Benefits.Azure;

/// <summary>What an operator does by hand (运维操作), with the app's master key and no token: the interface has the first two for its own operators as well.</summary>
internal sealed class OperatorFunctions(DurableCalls calls, Timekeeper keeper, JobStore jobs, JobStarter starter, TimeProvider clock, AuthSettings auth, ITable table)
{
    /// <summary>Whoever has the key: the host knows no name.</summary>
    private static readonly Actor MasterKey = new("master-key", "operator");

    private const string Operations = Routes.Prefix + "/operations/";

    /// <summary>Runs everything that is due, as a job: it may be days of daily jobs.</summary>
    [Function(nameof(TickByHand))]
    public async Task<IResult> TickByHand([HttpTrigger(AuthorizationLevel.Admin, "post", Route = Operations + "tick")] HttpRequest request, [DurableClient] DurableTaskClient durable)
    {
        calls.Enter(durable);
        var cancel = request.HttpContext.RequestAborted;
        return await StartAsync(await jobs.OpenAsync(TickJob.Kind, TickJob.SubjectAt(clock.GetUtcNow()), cancel), cancel);
    }

    /// <summary>How far a job is.</summary>
    [Function(nameof(GetJobByHand))]
    public async Task<IResult> GetJobByHand([HttpTrigger(AuthorizationLevel.Admin, "get", Route = Operations + "jobs/{number}")] HttpRequest request, [DurableClient] DurableTaskClient durable, string number)
    {
        calls.Enter(durable);
        // As the interface has it for its parameter: anything else is no number, and no key either.
        if (number.Length > 60 || !number.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.')) return Problems.NotFound("没有这项长任务");
        return await jobs.FindAsync(number, request.HttpContext.RequestAborted) is { } job ? Json(JobView.Of(job, jobs)) : Problems.NotFound("没有这项长任务");
    }

    /// <summary>Runs one job, for today or for <c>?date=</c>, under the same guard as its timer: a date that is done is not done again.</summary>
    [Function(nameof(RunJobByHand))]
    public async Task<IResult> RunJobByHand([HttpTrigger(AuthorizationLevel.Admin, "post", Route = Operations + "jobs/{job}")] HttpRequest request, [DurableClient] DurableTaskClient durable, string job)
    {
        calls.Enter(durable);
        if (!keeper.Jobs.Contains(job)) return Problems.NotFound($"没有这项任务；可运行：{string.Join('、', keeper.Jobs)}");
        var date = clock.BusinessDate;
        if (request.Query["date"].ToString() is { Length: > 0 } asked && !(DateOnly.TryParseExact(asked, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date) && date <= clock.BusinessDate))
        {
            return Problems.BadRequest(new Fault("query:date", "业务日期应为不晚于今天的日期，写作 2022-09-01", FaultCodes.OutOfRange));
        }
        return Json(JobRunView.Of(await MasterKey.RunAsync(() => keeper.RunAsync(job, date, request.HttpContext.RequestAborted))));
    }

    /// <summary>Loads the demo's province, in demo mode only, as a job; once it is loaded, says what to try next.</summary>
    [Function(nameof(LoadDemoByHand))]
    public async Task<IResult> LoadDemoByHand([HttpTrigger(AuthorizationLevel.Admin, "post", Route = Operations + "demo")] HttpRequest request, [DurableClient] DurableTaskClient durable)
    {
        calls.Enter(durable);
        if (!auth.Demo) return Problems.NotFound("没有这个地址");
        var cancel = request.HttpContext.RequestAborted;
        if (await DemoSetUp.FindAsync(table) is not { } demo) return await StartAsync(await DemoSetUp.OpenAsync(table, jobs, clock.BusinessDate, cancel), cancel);
        return TypedResults.Text(DemoSetUp.WhatNext(demo, $"{request.Scheme}://{request.Host}", "demo-form.json") + $"\n# demo-form.json：\n{demo.Sample}\n", "text/plain; charset=utf-8");
    }

    private async Task<IResult> StartAsync(Job job, CancellationToken cancel)
    {
        await starter.StartAsync(job, cancel);
        return TypedResults.Accepted($"/{Operations}jobs/{job.Number}", JobView.Of(job, jobs));
    }

    private static JsonHttpResult<T> Json<T>(T value) => TypedResults.Json(value, StoredJson.Options);
}
