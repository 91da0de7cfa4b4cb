namespace Benefits.Demo;

/// <summary>How the rehearsal bank behaves (演练银行行为设定). Every choice follows from seed, instruction and attempt, so the same run is the same again.</summary>
public sealed record BankMood
{
    /// <summary>A bank that takes everything at once, answers always and pays at once.</summary>
    public static readonly BankMood Calm = new();

    /// <summary>A bank on a bad day: slow, forgetful, and strict about accounts.</summary>
    public static readonly BankMood Faulty = new()
    {
        SlowestPayment = TimeSpan.FromHours(30),
        LosesBeforePerMille = 120,
        LosesAfterPerMille = 120,
        ReturnsPerMille = 60,
        ClosedAccountSuffixes = ["0000"],
    };

    public int Seed { get; init; } = 1;

    /// <summary>An instruction is paid or returned between the two after it was taken.</summary>
    public TimeSpan QuickestPayment { get; init; }

    /// <inheritdoc cref="QuickestPayment" />
    public TimeSpan SlowestPayment { get; init; }

    /// <summary>Of a thousand instructions handed over, how many get no answer and are not taken.</summary>
    public int LosesBeforePerMille { get; init; }

    /// <summary>Of a thousand instructions handed over, how many are taken and get no answer.</summary>
    public int LosesAfterPerMille { get; init; }

    /// <summary>Of a thousand instructions, how many come back (退票) whatever the account.</summary>
    public int ReturnsPerMille { get; init; }

    /// <summary>Accounts whose number ends like this are closed: what is sent there comes back.</summary>
    public IReadOnlyList<string> ClosedAccountSuffixes { get; init; } = [];

    /// <summary>What is to happen to certain instructions, before anything is left to the rates. The first plan that fits counts.</summary>
    public IReadOnlyList<BankPlan> Plans { get; init; } = [];

    /// <summary>False where every answer comes; then nobody needs to count the attempts.</summary>
    internal bool MayLose => LosesBeforePerMille > 0 || LosesAfterPerMille > 0 || Plans.Count > 0;
}

/// <summary>A fixed fate for instructions.</summary>
/// <param name="InstructionPrefix">How their id begins.</param>
/// <param name="Attempt">Which handing-over of the same id, from 1; null for each.</param>
public sealed record BankPlan(string InstructionPrefix, int? Attempt, BankFate Fate)
{
    /// <summary>How long it stays accepted, where it is taken; null leaves it to the mood.</summary>
    public TimeSpan? Delay { get; init; }
}

public enum BankFate
{
    /// <summary>Taken, answered, and paid.</summary>
    Pay,

    /// <summary>Taken, answered, and sent back.</summary>
    Return,

    /// <summary>Not taken, not answered.</summary>
    LoseBefore,

    /// <summary>Taken, not answered, and paid.</summary>
    LoseAfter,
}
