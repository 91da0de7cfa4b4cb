namespace Benefits.Registers;

/// <summary>What the application says of a worker (申报信息). It counts, as declared, only where no register answers.</summary>
public sealed record Declared
{
    public DateOnly? HiredOn { get; init; }

    public DateOnly? ContractFrom { get; init; }

    public DateOnly? ContractTo { get; init; }

    /// <summary>The birth date in the resident id whose check character was verified: no mere declaration.</summary>
    public DateOnly? BornOn { get; init; }
}
