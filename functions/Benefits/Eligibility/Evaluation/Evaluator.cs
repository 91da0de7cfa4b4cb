using Benefits.Policy;
using Benefits.Policy.Expressions;

namespace Benefits.Eligibility.Evaluation;

/// <summary>Evaluates expressions for one case and notes every fact it looks at. Null is unknown, and everything built on an unknown is unknown unless the other side decides it (Kleene).</summary>
/// <param name="notes">False where only the answer counts, as in a projection: writing facts out for people costs more than finding them.</param>
/// <remarks>Money is carried as yuan with all its decimals; it becomes fen once, at the award's end.</remarks>
internal sealed class Evaluator(IFacts facts, DateOnly? period, bool notes = true)
{
    private readonly List<FactSeen> _seen = [];

    /// <summary>Every fact looked at so far, each once, in the order of looking.</summary>
    public IReadOnlyList<FactSeen> Seen => _seen;

    /// <summary>True where a local figure was asked for that has been repealed.</summary>
    public bool MetRepeal { get; private set; }

    public Truth Truth(Expression expression) => Evaluate(expression) switch
    {
        Value.Bool { Is: true } => Eligibility.Truth.Met,
        Value.Bool => Eligibility.Truth.NotMet,
        _ => Eligibility.Truth.Unknown,
    };

    /// <summary>The sum in fen, rounded here and nowhere before.</summary>
    public Money? Money(Expression expression)
    {
        if (Evaluate(expression) is not Value.Number yuan) return null;
        return Math.Abs(yuan.Is) < long.MaxValue / 1000m ? Benefits.Money.FromYuan(yuan.Is) : null;
    }

    public DateOnly? Date(Expression expression) => Evaluate(expression) is Value.Date date ? date.Is : null;

    public Value? Evaluate(Expression expression) => expression switch
    {
        Expression.Constant constant => constant.Is,
        Expression.FactOf fact => Fact(fact),
        Expression.Period => period is { } day ? new Value.Date(day) : null,
        Expression.Parameter parameter => Parameter(parameter),
        Expression.Not not => Evaluate(not.Of) is Value.Bool of ? new Value.Bool(!of.Is) : null,
        Expression.And and => Join(Evaluate(and.Left), Evaluate(and.Right), decides: false),
        Expression.Or or => Join(Evaluate(or.Left), Evaluate(or.Right), decides: true),
        Expression.Compare compare => Compare(compare),
        Expression.Within within => Within(within),
        Expression.Arithmetic arithmetic => Arithmetic(arithmetic),
        Expression.Call call => FunctionCall.Of(call, this),
        Expression.ListOf list => List(list),
        Expression.Known known => new Value.Bool(Evaluate(known.Of) is not null),
        _ => throw new InvalidOperationException($"No evaluation for {expression.GetType().Name}."),
    };

    private Value? Fact(Expression.FactOf expression)
    {
        var terms = expression.Fact;
        DateOnly? on = null;
        if (expression.On is { } asked && (on = Date(asked)) is null) return null;
        var fact = facts.Find(terms, on);
        if (notes) See(new FactSeen(terms.Path, on is { } day ? $"{terms.Label}（{Shown.Date(day)}）" : terms.Label, fact is null ? null : Shown.Of(fact.Value, terms.Type), fact?.Source ?? terms.Source, fact?.AsOf, fact?.Declared ?? false));
        return Plain(fact?.Value);
    }

    private Value? Parameter(Expression.Parameter expression)
    {
        var place = Evaluate(expression.Place) as Value.Text;
        if (place is null || Date(expression.On) is not { } day) return null;
        var terms = expression.Terms;
        var found = terms.At(place.Is, day);
        if (notes)
        {
            var value = found is null ? null : found.Value is null ? "已取消" : Shown.Of(found.Value, terms.Type);
            See(new FactSeen($"param.{terms.Name}", $"{terms.Title}（{found?.PlaceTitle ?? place.Is}，{Shown.Date(day)}）", value, found?.Source.ToString() ?? "当地标准", found?.From, false));
        }
        MetRepeal |= found is { Value: null };
        return Plain(found?.Value);
    }

    /// <summary>One side decides, or both are known, or it is unknown.</summary>
    private static Value.Bool? Join(Value? left, Value? right, bool decides)
    {
        var (one, two) = (left as Value.Bool, right as Value.Bool);
        if (one?.Is == decides || two?.Is == decides) return new Value.Bool(decides);
        return one is null || two is null ? null : new Value.Bool(!decides);
    }

    private Value.Bool? Compare(Expression.Compare compare)
    {
        var (left, right) = (Evaluate(compare.Left), Evaluate(compare.Right));
        if (left is null || right is null) return null;
        if (compare.By is Comparison.Equal or Comparison.NotEqual) return new Value.Bool(left.Equals(right) == (compare.By == Comparison.Equal));
        var order = Order(left, right);
        return new Value.Bool(compare.By switch
        {
            Comparison.Less => order < 0,
            Comparison.LessOrEqual => order <= 0,
            Comparison.More => order > 0,
            _ => order >= 0,
        });
    }

    public static int Order(Value left, Value right) => (left, right) switch
    {
        (Value.Number one, Value.Number two) => one.Is.CompareTo(two.Is),
        (Value.Date one, Value.Date two) => one.Is.CompareTo(two.Is),
        _ => throw new InvalidOperationException($"No order between {left.GetType().Name} and {right.GetType().Name}; the type checker lets none through."),
    };

    private Value.Bool? Within(Expression.Within within)
    {
        var item = Evaluate(within.Item);
        // Item by item, so that a known match counts beside an unknown neighbour.
        var all = within.List is Expression.ListOf literal ? literal.Items.Select(Evaluate).ToList() : (Evaluate(within.List) as Value.List)?.Items.Cast<Value?>().ToList();
        if (item is null || all is null) return null;
        if (all.Contains(item)) return new Value.Bool(true);
        return all.Contains(null) ? null : new Value.Bool(false);
    }

    private Value.Number? Arithmetic(Expression.Arithmetic arithmetic)
    {
        if (Evaluate(arithmetic.Left) is not Value.Number left || Evaluate(arithmetic.Right) is not Value.Number right) return null;
        if (arithmetic.By == Operation.Divide && right.Is == 0) return null;
        try
        {
            return new Value.Number(arithmetic.By switch
            {
                Operation.Add => left.Is + right.Is,
                Operation.Subtract => left.Is - right.Is,
                Operation.Multiply => left.Is * right.Is,
                _ => left.Is / right.Is,
            });
        }
        catch (OverflowException)
        {
            // A figure beyond all figures is not known; it must not take the other findings down with it.
            return null;
        }
    }

    private Value.List? List(Expression.ListOf list)
    {
        var items = list.Items.Select(Evaluate).ToList();
        return items.Contains(null) ? null : new Value.List([.. items.OfType<Value>()]);
    }

    private void See(FactSeen fact)
    {
        if (!_seen.Any(seen => seen.Path == fact.Path && seen.Label == fact.Label)) _seen.Add(fact);
    }

    private static Value? Plain(Value? value) => value switch
    {
        Value.Amount amount => new Value.Number(amount.Is.Yuan),
        Value.List list when list.Items.Any(item => item is Value.Amount) => new Value.List([.. list.Items.Select(item => Plain(item)!)]),
        _ => value,
    };
}
