using Benefits.Policy.Expressions;

namespace Benefits.Policy;

/// <summary>One measure (支持措施) as its pack says it.</summary>
public sealed record Measure
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required PolicyDocument Document { get; init; }

    /// <summary>The document's number and article: 湘人社规〔2022〕22号 八.</summary>
    public required string Clause { get; init; }

    public required MeasureKind Kind { get; init; }

    public required Audience Audience { get; init; }

    /// <summary>What one award is for.</summary>
    public required AwardUnit Per { get; init; }

    public required InForce InForce { get; init; }

    public Supersession? Superseded { get; init; }

    /// <summary>The fund that pays; null where the measure is not money.</summary>
    public FundTerms? Fund { get; init; }

    public required Payee Payee { get; init; }

    /// <summary>What an award takes for the person, so that it is not paid twice.</summary>
    public required IReadOnlyList<Exclusive> Exclusive { get; init; }

    public required IReadOnlyList<Condition> Conditions { get; init; }

    /// <summary>Yuan, as a number or as money; rounded to fen at the very end. Null where the instalments say it, or there is none.</summary>
    public Expression? Amount { get; init; }

    public required IReadOnlyList<string> Evidence { get; init; }

    public required ProcedureTerms Procedure { get; init; }

    public required IReadOnlyList<OpenQuestion> Questions { get; init; }

    /// <summary>Parts that are applied for and paid apart, in order; empty where there is one payment.</summary>
    public required IReadOnlyList<Instalment> Instalments { get; init; }

    /// <summary>The first days of the months or years that one case covers; null where there is one award.</summary>
    public Expression? Periods { get; init; }

    public required IReadOnlyList<SourceNote> Sources { get; init; }

    /// <summary>The first day on which it can decide a case.</summary>
    public DateOnly OpensOn => InForce.From > Document.From ? InForce.From : Document.From;

    /// <summary>The last day on which it can decide a case: the earliest of its own end, its document's, and the day before a later norm. Null where none is known.</summary>
    public DateOnly? EndsOn => Sunsets.Min();

    /// <summary>The last day on which anyone can newly apply; null where none is known.</summary>
    public DateOnly? ClosesOn => InForce.ApplyBy is { } own ? own : EndsOn;

    private IEnumerable<DateOnly?> Sunsets => [InForce.To, Document.To, Superseded?.On.AddDays(-1), Document.Superseded?.On.AddDays(-1)];

    public MeasureStatus Status(DateOnly today) =>
        today < OpensOn ? MeasureStatus.NotYet : ClosesOn is { } end && today > end ? MeasureStatus.Closed : MeasureStatus.Open;
}

public enum MeasureStatus
{
    [Label("尚未受理")]
    NotYet,
    [Label("受理中")]
    Open,
    [Label("已截止")]
    Closed,
}

public enum MeasureKind
{
    [Label("补贴")]
    Grant,
    [Label("返还")]
    Reimbursement,
    [Label("贷款")]
    Loan,
    [Label("推荐")]
    Nomination,
    [Label("认定")]
    Accreditation,
    [Label("职称评审")]
    TitleRoute,
    [Label("培训")]
    Training,
    [Label("服务")]
    Service,
}

public enum Audience
{
    Enterprise,
    Person,
}

public enum AwardUnit
{
    [Label("每招用一人")]
    Hire,
    [Label("每人每月")]
    PersonMonth,
    [Label("每人每年")]
    PersonYear,
    [Label("每项认定")]
    Award,
    [Label("每家企业")]
    Enterprise,
    [Label("每件")]
    Case,
}

public enum Payee
{
    Enterprise,
    Person,
}

/// <summary>When the measure decides (实施期限).</summary>
/// <param name="DecidedBy">The day whose law counts, such as the day of hire.</param>
/// <param name="ApplyBy">The last day to apply, where the text gives one of its own.</param>
public sealed record InForce(DateOnly From, DateOnly? To, Expression DecidedBy, DateOnly? ApplyBy);

/// <summary>A group of which a person gets one (不重复享受).</summary>
public sealed record Exclusive(string Group, ExclusiveScope Scope)
{
    /// <summary>The claim that an award for the period takes: <c>{group}-{period}</c>.</summary>
    public string Key(string period) => Scope == ExclusiveScope.PersonEver ? $"{Group}-ever" : $"{Group}-{period}";
}

public enum ExclusiveScope
{
    PersonEver,
    PersonPeriod,
}

/// <summary>One condition (享受条件).</summary>
/// <param name="Says">In plain words.</param>
/// <param name="Clause">Its own clause, or the measure's.</param>
/// <param name="Remedy">What a person can do where it is not met, if the pack says so.</param>
public sealed record Condition(string Says, string Clause, Expression When, string? Remedy);

/// <summary>One part of an award that is paid apart (分期).</summary>
/// <param name="Name">ASCII, behind the period: <c>2022-07-advance</c>.</param>
public sealed record Instalment(string Name, string Title, IReadOnlyList<Condition> Conditions, Expression Amount);
