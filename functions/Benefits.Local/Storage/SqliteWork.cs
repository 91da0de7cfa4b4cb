namespace Benefits.Local.Storage;

/// <summary>One waiter's share of a group commit.</summary>
internal abstract class SqliteWork
{
    /// <summary>Runs inside the group's transaction, on the writer thread. It looks before it writes, so that what it refuses leaves the rest of the group alone. It may run twice, when another work of the group threw.</summary>
    public abstract void Run(SqliteDatabase writer);

    /// <summary>The transaction is on the disk. Runs on the thread pool.</summary>
    public abstract void Complete();

    /// <summary>Nothing of this work is on the disk. Runs on the thread pool.</summary>
    public abstract void Fail(Exception fault);
}

/// <inheritdoc />
/// <typeparam name="T">What <see cref="SqliteWork.Run"/> found out.</typeparam>
internal abstract class SqliteWork<T> : SqliteWork
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Done => _done.Task;

    protected T? Result { get; set; }

    public override void Complete() => _done.TrySetResult(Result!);

    public override void Fail(Exception fault) => _done.TrySetException(fault);
}
