using System.Security.Cryptography;

namespace Benefits.Timers;

/// <summary>This process (执行者), as leases name it.</summary>
/// <param name="IsAlone">True where no other process can be at the store, as on the embedded host: a lease that another one has left is of a dead one.</param>
public sealed record Runner(string Name, bool IsAlone)
{
    public static Runner Create(bool isAlone) => new(RandomNumberGenerator.GetHexString(16, lowercase: true), isAlone);
}

/// <summary>Who works at a row, and until when nobody else takes it (租约). The time is the machine's: a demo's day may last a second.</summary>
/// <param name="Owner">Whose work it is from one piece to the next: a workflow, or one run in a process.</param>
/// <param name="Process">The process that wrote the lease.</param>
/// <param name="AtWork">True while a piece is being done: then not even the owner begins it a second time.</param>
public sealed record Lease(string Owner, string Process, DateTimeOffset Until, bool AtWork)
{
    /// <summary>True where <paramref name="owner"/>, in the process of <paramref name="runner"/>, must leave the row alone for now.</summary>
    public bool Binds(string owner, Runner runner, DateTimeOffset machineTime) =>
        Until > machineTime && !(runner.IsAlone && Process != runner.Name) && (AtWork || Owner != owner);
}
