namespace Benefits.Applications;

/// <summary>The one form (申请表) for several measures and many workers, as it arrives.</summary>
public sealed record ApplicationForm
{
    public const int MaxWorkers = 10_000;

    /// <summary>Unified social credit code (统一社会信用代码) of the firm that applies.</summary>
    public required CreditCode Enterprise { get; init; }

    /// <summary>County that handles the case (经办地), six digits: where the firm pays its social insurance.</summary>
    public required DistrictCode District { get; init; }

    public required ContactForm Contact { get; init; }

    public required AccountForm Account { get; init; }

    /// <summary>Measures applied for, by id; empty: every measure of the bundle that is open.</summary>
    public required IReadOnlyList<string> Measures { get; init; }

    public required IReadOnlyList<WorkerForm> Workers { get; init; }

    /// <summary>The firm declares that what it says is true (承诺属实).</summary>
    public required bool Declaration { get; init; }
}

/// <summary>Who answers questions at the firm (联系人).</summary>
public sealed record ContactForm
{
    public required string Name { get; init; }

    public required string Phone { get; init; }
}

/// <summary>Corporate account (对公账户); its name must be the registered name.</summary>
public sealed record AccountForm
{
    public required string Name { get; init; }

    /// <summary>12-digit CNAPS code (联行号).</summary>
    public required string BankCode { get; init; }

    public required string Number { get; init; }
}

/// <summary>One worker on the form. Dates are the firm's word; a register that answers comes first.</summary>
public sealed record WorkerForm
{
    public required string ResidentId { get; init; }

    public required string Name { get; init; }

    /// <summary>Day of hire (招用日期).</summary>
    public DateOnly? HiredOn { get; init; }

    public DateOnly? ContractFrom { get; init; }

    public DateOnly? ContractTo { get; init; }
}
