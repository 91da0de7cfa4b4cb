namespace Benefits.Local.Workflows;

/// <summary>Something that came for an instance and is not history yet.</summary>
internal abstract record InstanceEvent
{
    private InstanceEvent()
    {
    }

    /// <summary>A step gave its answer, or said that it never will.</summary>
    public sealed record Answer(PendingCall Call, EntryKind Kind, byte[] Body) : InstanceEvent;

    public sealed record Due(PendingTimer Timer) : InstanceEvent;

    /// <param name="Taken">Answers the raiser: true once the signal is on the disk, false where the instance has ended.</param>
    public sealed record Signal(string Name, byte[] Payload, TaskCompletionSource<bool> Taken) : InstanceEvent;

    /// <summary>The instance begins, or writes again what the store did not take.</summary>
    public sealed record GoOn : InstanceEvent;
}
