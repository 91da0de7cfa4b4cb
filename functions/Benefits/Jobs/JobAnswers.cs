using Benefits.Http;
using Microsoft.AspNetCore.Http;

namespace Benefits.Jobs;

/// <summary>What the endpoints that leave their work to a job have in common.</summary>
public sealed class JobAnswers(JobStore jobs, JobStarter starter)
{
    /// <summary>Starts the job, and says where to ask how far it is.</summary>
    public async Task<IResult> StartAsync(Job job, CancellationToken cancel)
    {
        var started = await starter.StartAsync(job, cancel);
        return TypedResults.Accepted($"/{Routes.Prefix}/{Routes.Jobs}/{started.Number}", JobView.Of(started, jobs));
    }
}
