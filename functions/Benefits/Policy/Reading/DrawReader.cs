using Benefits.Policy.Expressions;

namespace Benefits.Policy.Reading;

/// <summary>Reads one fact of a register: its type follows from what is drawn, and how.</summary>
internal sealed class DrawReader(Fields entry, RegisterTerms register, RegisterColumns columns)
{
    private static readonly string[] Kinds = ["value", "exists", "list", "count", "sum", "spans"];

    public FactTerms Fact()
    {
        var path = entry.Text("fact");
        if (Kinds.Count(entry.Has) != 1) entry.Fault(entry.Line, $"每个事实应写明一种取法：{string.Join("、", Kinds)}");
        var (draw, type) = How();
        var (absent, whole) = Absent(draw, type);
        int? booked = entry.Has("booked_on_day") ? entry.Whole("booked_on_day", 1, 28) : null;
        if (booked is not null && draw is not Draw.ListOf) entry.Fault(entry.LineOf("booked_on_day"), "只有月份列表才逐月增加");
        return new FactTerms
        {
            Path = path,
            Label = entry.Text("title"),
            Type = whole,
            Source = register.Title,
            Origin = new FactOrigin.Drawn(register, draw with { Absent = absent }),
            IsDated = draw is Draw.SumOf { By: not null } or Draw.SpansOf,
            BookedOnDay = booked,
            Otherwise = entry.Texts("otherwise"),
        };
    }

    private (Draw Draw, TermType Type) How()
    {
        var where = Expression("where", TermType.Flag);
        if (where is not null && (entry.Has("value") || entry.Has("exists"))) entry.Fault(entry.LineOf("where"), "取一条的条件写在 entry 中");
        if (entry.Has("list")) return (new Draw.ListOf(Expression("list", TermType.Day) ?? Nothing, where, Expression("unclear", TermType.Flag)), TermType.Days);
        if (entry.Has("sum")) return (new Draw.SumOf(Expression("sum", TermType.Sum) ?? Nothing, columns.Named(entry, "by", ColumnType.Month), where), TermType.Sum);
        if (entry.Has("count")) return (new Draw.CountOf(where), Only("count", TermType.Count));
        if (entry.Has("exists")) return (new Draw.Exists(), Only("exists", TermType.Flag));
        if (entry.Has("spans")) return Spans(where);
        if (entry.Has("value") && register.Choice?.By is null) entry.Fault(entry.LineOf("value"), "有多条时取哪一条，应在 entry 中写明 pick 和 by");
        var of = Expression("value") ?? Nothing;
        return (new Draw.ValueOf(of, entry.Flag("no_only_where_complete", false)), of.Type);
    }

    private (Draw Draw, TermType Type) Spans(Expression? where)
    {
        var spans = entry.Map("spans");
        var from = columns.Named(spans, "from", ColumnType.Date, ColumnType.Month);
        if (!spans.Has("from")) spans.Need("from");
        var to = columns.Named(spans, "to", ColumnType.Date, ColumnType.Month);
        var of = columns.Expression(spans, "of", register.Terms) ?? new Expression.Constant(new Value.Bool(true), TermType.Flag);
        spans.Done();
        return (new Draw.SpansOf(from ?? NoColumn, to, of, where), of.Type);
    }

    /// <summary>The value where there is none, and the type with it: <c>absent: false</c>, or <c>absent: { none: 未认定 }</c>, a word that only this fact has.</summary>
    private (Value? Absent, TermType Type) Absent(Draw draw, TermType type)
    {
        var node = entry.Has("absent") ? entry.Need("absent") : null;
        if (node is null) return (Nil(draw), type);
        if (node is PackNode.Mapping { Entries: [var word] } && type is TermType.Text { Allowed: { } allowed })
        {
            var own = entry.Map("absent");
            return (new Value.Text(word.Key), new TermType.Text(new Dictionary<string, string>(allowed) { [word.Key] = own.Text(word.Key) }));
        }
        var value = ValueReader.Read(node, type, out var fault);
        if (fault is not null) entry.Fault(node.Line, $"“absent”{fault}");
        return (value, type);
    }

    /// <summary>Where nothing is said of the absence: nothing is no entry, an empty list, a count of zero.</summary>
    private static Value? Nil(Draw draw) => draw switch
    {
        Draw.Exists or Draw.SpansOf { Of.Type: TermType.Bool } => new Value.Bool(false),
        Draw.ListOf => new Value.List([]),
        Draw.CountOf => new Value.Number(0),
        _ => null,
    };

    private TermType Only(string key, TermType type)
    {
        if (!entry.Flag(key)) entry.Fault(entry.LineOf(key), $"“{key}”只能写 true");
        return type;
    }

    private Expression? Expression(string key, params IReadOnlyList<TermType> expected) => columns.Expression(entry, key, register.Terms, expected);

    /// <summary>Stands in where the expression is faulty, which is a fault already.</summary>
    private static Expression Nothing => new Expression.Constant(new Value.Bool(false), TermType.Flag);

    private static ColumnTerms NoColumn => new() { Name = "", Header = "", Also = [], Type = default, Term = TermType.Words, Required = false, Words = [], Longest = 0 };
}
