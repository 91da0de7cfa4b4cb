namespace Microsoft.DurableTask
{
    public readonly record struct TaskName(string Name)
    {
        public static implicit operator TaskName(string value) => new(value);

        public static implicit operator string(TaskName value) => value.Name;
    }

    public class RetryPolicy(int maxNumberOfAttempts, TimeSpan firstRetryInterval, double backoffCoefficient = 1.0, TimeSpan? maxRetryInterval = null, TimeSpan? retryTimeout = null)
    {
        public int MaxNumberOfAttempts => maxNumberOfAttempts;

        public TimeSpan FirstRetryInterval => firstRetryInterval;

        public double BackoffCoefficient => backoffCoefficient;

        public TimeSpan MaxRetryInterval => maxRetryInterval ?? TimeSpan.FromHours(1);

        public TimeSpan RetryTimeout => retryTimeout ?? Timeout.InfiniteTimeSpan;

        /// <remarks>The real one can only be set; the doubles of the tests ask it.</remarks>
        public Func<TaskFailureDetails, bool> HandleFailure { get; init; } = _ => true;
    }

    public record TaskRetryOptions(RetryPolicy? Policy);

    public record TaskOptions(TaskRetryOptions? Retry = null)
    {
        public static TaskOptions FromRetryPolicy(RetryPolicy policy) => new(new TaskRetryOptions(policy));
    }

    public record TaskFailureDetails(string ErrorType, string ErrorMessage, string? StackTrace, TaskFailureDetails? InnerFailure, IDictionary<string, object?>? Properties);

    public sealed class TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails) : Exception($"Task '{taskName}' (#{taskId}) failed.")
    {
        public TaskFailureDetails FailureDetails => failureDetails;
    }

    public abstract class TaskOrchestrationContext
    {
        public abstract string InstanceId { get; }

        public abstract DateTime CurrentUtcDateTime { get; }

        public abstract T? GetInput<T>();

        public abstract Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null);

        public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

        public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);
    }

    public record StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null);
}

namespace Microsoft.DurableTask.Client
{
    public enum OrchestrationRuntimeStatus
    {
        Running,
        Completed,
        ContinuedAsNew,
        Failed,
        Canceled,
        Terminated,
        Pending,
        Suspended,
    }

    public sealed class OrchestrationMetadata(string name, string instanceId)
    {
        public string Name => name;

        public string InstanceId => instanceId;

        public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset LastUpdatedAt { get; init; }

        public TaskFailureDetails? FailureDetails { get; init; }
    }

    public abstract class DurableTaskClient
    {
        public abstract Task<string> ScheduleNewOrchestrationInstanceAsync(TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default);

        public abstract Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default);

        public virtual Task<OrchestrationMetadata?> GetInstanceAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();
    }
}

namespace Grpc.Core
{
    public enum StatusCode
    {
        OK,
        DeadlineExceeded = 4,
        NotFound = 5,
        AlreadyExists = 6,
        ResourceExhausted = 8,
        FailedPrecondition = 9,
        Aborted = 10,
        Unavailable = 14,
    }

    public readonly record struct Status(StatusCode StatusCode, string Detail);

    public class RpcException(Status status) : Exception(status.Detail)
    {
        public StatusCode StatusCode => status.StatusCode;
    }
}
