namespace Benefits.Policy;

/// <summary>A value of the expression language. A missing value is no value at all (null), never false and never zero.</summary>
public abstract record Value
{
    private Value()
    {
    }

    public sealed record Bool(bool Is) : Value;

    public sealed record Number(decimal Is) : Value;

    public sealed record Amount(Money Is) : Value;

    /// <summary>A date; a month is the first day of it.</summary>
    public sealed record Date(DateOnly Is) : Value;

    public sealed record Text(string Is) : Value;

    public sealed record List(IReadOnlyList<Value> Items) : Value;
}
