namespace Benefits.Policy.Expressions;

/// <summary>A read and type-checked expression (表达式). It says nothing of how it is evaluated: the single case and the columns of millions of rows walk the same tree.</summary>
public abstract record Expression
{
    private Expression(TermType type) => Type = type;

    public TermType Type { get; }

    public sealed record Constant(Value Is, TermType Of) : Expression(Of);

    /// <param name="On">The day it is asked for; null for a fact that has no day.</param>
    public sealed record FactOf(FactTerms Fact, Expression? On) : Expression(Fact.Type);

    /// <summary>The first day of the period that is being decided.</summary>
    public sealed record Period() : Expression(TermType.Day);

    /// <summary>A dated local figure of the district, on the day.</summary>
    public sealed record Parameter(ParameterTerms Terms, Expression Place, Expression On) : Expression(Terms.Type);

    public sealed record Not(Expression Of) : Expression(TermType.Flag);

    public sealed record And(Expression Left, Expression Right) : Expression(TermType.Flag);

    public sealed record Or(Expression Left, Expression Right) : Expression(TermType.Flag);

    public sealed record Compare(Comparison By, Expression Left, Expression Right) : Expression(TermType.Flag);

    /// <summary>True where the list holds the item.</summary>
    public sealed record Within(Expression Item, Expression List) : Expression(TermType.Flag);

    public sealed record Arithmetic(Operation By, Expression Left, Expression Right, TermType Of) : Expression(Of);

    public sealed record Call(Function Function, IReadOnlyList<Expression> Arguments, TermType Of) : Expression(Of);

    public sealed record ListOf(IReadOnlyList<Expression> Items, TermType Of) : Expression(Of);

    /// <summary>The one way to ask whether something is known; everything else carries the unknown on.</summary>
    public sealed record Known(Expression Of) : Expression(TermType.Flag);

    /// <summary>The expressions right below it.</summary>
    public IEnumerable<Expression> Parts => this switch
    {
        Constant or Period => [],
        FactOf fact => fact.On is { } on ? [on] : [],
        Parameter parameter => [parameter.Place, parameter.On],
        Not not => [not.Of],
        And and => [and.Left, and.Right],
        Or or => [or.Left, or.Right],
        Compare compare => [compare.Left, compare.Right],
        Within within => [within.Item, within.List],
        Arithmetic arithmetic => [arithmetic.Left, arithmetic.Right],
        Call call => call.Arguments,
        ListOf list => list.Items,
        Known known => [known.Of],
        _ => throw new InvalidOperationException($"No parts for {GetType().Name}."),
    };

    /// <summary>Itself and everything below it.</summary>
    public IEnumerable<Expression> Tree => Parts.SelectMany(part => part.Tree).Prepend(this);

    /// <summary>True where time alone can change its value: it asks for today, or for a fact that grows.</summary>
    public bool MovesWithTime => Tree.Any(part => part is FactOf { Fact: { IsToday: true } or { BookedOnDay: not null } });
}

public enum Comparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    More,
    MoreOrEqual,
}

public enum Operation
{
    Add,
    Subtract,
    Multiply,
    Divide,
}
