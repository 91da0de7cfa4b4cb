namespace Benefits.Policy.Expressions;

/// <summary>The type of an expression, known when a pack is read and never asked for afterwards.</summary>
public abstract record TermType
{
    public static readonly TermType Flag = new Bool();
    public static readonly TermType Count = new Number();
    public static readonly TermType Sum = new Money();
    public static readonly TermType Day = new Date();
    public static readonly TermType Words = new Text(null);
    public static readonly TermType Days = new List(Day);

    private TermType()
    {
    }

    public sealed record Bool : TermType;

    public sealed record Number : TermType;

    public sealed record Money : TermType;

    public sealed record Date : TermType;

    /// <param name="Allowed">Every word it can be, with its Chinese label; null where any text may come.</param>
    public sealed record Text(IReadOnlyDictionary<string, string>? Allowed) : TermType;

    public sealed record List(TermType Item) : TermType;

    /// <summary>True where values of both types can stand in the same place.</summary>
    public bool Fits(TermType other) => (this, other) switch
    {
        (List one, List two) => one.Item.Fits(two.Item),
        _ => GetType() == other.GetType(),
    };

    /// <summary>True where its values have an order.</summary>
    public bool IsOrdered => this is Number or Money or Date;

    /// <summary>True where the value is one of this type; a text must be one of the allowed words.</summary>
    public bool Accepts(Value value) => (this, value) switch
    {
        (Bool, Value.Bool) or (Number, Value.Number) or (Money, Value.Amount) or (Date, Value.Date) => true,
        (Text text, Value.Text word) => text.Allowed is null || text.Allowed.ContainsKey(word.Is),
        (List list, Value.List values) => values.Items.All(list.Item.Accepts),
        _ => false,
    };

    /// <summary>As a fault names it.</summary>
    public sealed override string ToString() => this switch
    {
        Bool => "是否",
        Number => "数字",
        Money => "金额",
        Date => "日期",
        Text => "文字",
        List list => $"{list.Item}列表",
        _ => throw new InvalidOperationException($"No name for {GetType().Name}."),
    };
}
