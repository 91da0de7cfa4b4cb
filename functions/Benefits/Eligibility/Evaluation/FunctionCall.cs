using Benefits.Policy;
using Benefits.Policy.Expressions;

namespace Benefits.Eligibility.Evaluation;

/// <summary>What each function of the language comes to, for one case.</summary>
internal static class FunctionCall
{
    public static Value? Of(Expression.Call call, Evaluator evaluator)
    {
        if (call.Function == Function.If) return Choose(call, evaluator);
        var arguments = call.Arguments.Select(evaluator.Evaluate).ToList();
        if (arguments.Contains(null)) return null;
        return call.Function switch
        {
            Function.Year => new Value.Number(Day(arguments[0]).Year),
            Function.Month => new Value.Date(Calendar.Month(Day(arguments[0]))),
            Function.Months => new Value.Number(Calendar.Months(Day(arguments[0]), Day(arguments[1]))),
            Function.AddMonths => Dated(Calendar.AddMonths(Day(arguments[0]), Figure(arguments[1]))),
            Function.AddDays => Dated(Calendar.AddDays(Day(arguments[0]), Figure(arguments[1]))),
            Function.MonthsFrom => Calendar.MonthsFrom(Day(arguments[0]), decimal.Floor(Figure(arguments[1]))) is { } months ? Days(months) : null,
            Function.ConsecutiveMonths => new Value.Number(Calendar.LongestRun(Since(arguments))),
            Function.Between => Days(Listed(arguments[0]).Where(day => Day(arguments[1]) <= day && day <= Day(arguments[2]))),
            Function.Floor => new Value.Number(decimal.Floor(Figure(arguments[0]))),
            Function.Count => new Value.Number(((Value.List)arguments[0]!).Items.Count),
            Function.Sum => Sum((Value.List)arguments[0]!),
            Function.Min => Extreme(arguments, least: true),
            Function.Max => Extreme(arguments, least: false),
            _ => throw new InvalidOperationException($"No evaluation for {call.Function}."),
        };
    }

    private static Value? Choose(Expression.Call call, Evaluator evaluator) => evaluator.Evaluate(call.Arguments[0]) switch
    {
        Value.Bool { Is: true } => evaluator.Evaluate(call.Arguments[1]),
        Value.Bool => evaluator.Evaluate(call.Arguments[2]),
        _ => null,
    };

    private static IEnumerable<DateOnly> Since(List<Value?> arguments)
    {
        var days = Listed(arguments[0]);
        if (arguments.Count == 1) return days;
        var from = Calendar.Month(Day(arguments[1]));
        return days.Where(day => Calendar.Month(day) >= from);
    }

    private static Value.Number? Sum(Value.List list)
    {
        try
        {
            return new Value.Number(list.Items.Sum(item => ((Value.Number)item).Is));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static Value? Extreme(List<Value?> arguments, bool least)
    {
        var values = arguments is [Value.List list] ? list.Items : [.. arguments.OfType<Value>()];
        Value? best = null;
        foreach (var value in values)
        {
            if (best is null || (Evaluator.Order(value, best) < 0) == least) best = value;
        }
        return best;
    }

    private static DateOnly Day(Value? value) => ((Value.Date)value!).Is;

    private static decimal Figure(Value? value) => ((Value.Number)value!).Is;

    private static IEnumerable<DateOnly> Listed(Value? value) => ((Value.List)value!).Items.Select(Day);

    private static Value.Date? Dated(DateOnly? day) => day is { } known ? new Value.Date(known) : null;

    private static Value.List Days(IEnumerable<DateOnly> days) => new([.. days.Select(day => new Value.Date(day))]);
}
