namespace Benefits.Policy.Expressions;

/// <summary>Gives every part of an expression its type, and reports every name that does not exist and every clash.</summary>
internal sealed class TypeChecker(ExpressionScope scope)
{
    private readonly List<ExpressionFault> _faults = [];

    public IReadOnlyList<ExpressionFault> Faults => _faults;

    public Expression? Check(Syntax syntax, IReadOnlyList<TermType> expected)
    {
        var typed = Typed(syntax);
        if (typed is null || expected.Count == 0) return typed;
        foreach (var type in expected)
        {
            if (As(typed, type) is { } fitting) return fitting;
        }
        return Fail(syntax, $"此处应为{string.Join("或", expected)}，写的是{typed.Type}");
    }

    private Expression? Typed(Syntax syntax) => syntax switch
    {
        Syntax.Literal literal => new Expression.Constant(literal.Is, literal.Type),
        Syntax.Name name => Named(name),
        Syntax.Call call => Called(call),
        Syntax.Prefix { Sign: "not" } not => Check(not.Of, [TermType.Flag]) is { } of ? new Expression.Not(of) : null,
        Syntax.Prefix minus => Negated(minus),
        Syntax.Infix infix => Joined(infix),
        Syntax.Items items => Listed(items),
        _ => null,
    };

    private Expression? Named(Syntax.Name name)
    {
        if (name.Path == "period") return scope.HasPeriod ? new Expression.Period() : Fail(name, "本办法没有 periods，不能用 period");
        if (scope.Facts.Find(name.Path) is not { } fact) return Fail(name, $"{scope.Facts.Name}中没有“{name.Path}”{Spelling.Hint(name.Path, scope.Facts.All.Select(known => known.Path))}");
        return fact.IsDated ? Fail(name, $"“{name.Path}”按日期查询，应写成 {name.Path}(日期)") : new Expression.FactOf(fact, null);
    }

    private Expression? Called(Syntax.Call call)
    {
        if (call.Path == "known") return call.Arguments is [var of] ? Typed(of) is { } typed ? new Expression.Known(typed) : null : Fail(call, "known 需要1个参数");
        if (call.Path == "param") return Parameter(call);
        if (Functions.ByName.TryGetValue(call.Path, out var signature)) return signature.Checked ? Special(call, signature.Function) : Plain(call, signature);
        if (scope.Facts.Find(call.Path) is not { } fact)
        {
            return Fail(call, $"没有名为“{call.Path}”的函数或事实{Spelling.Hint(call.Path, Functions.ByName.Keys.Concat(scope.Facts.All.Select(known => known.Path)))}");
        }
        if (!fact.IsDated) return Fail(call, $"“{call.Path}”不按日期查询，后面不应有括号");
        if (call.Arguments is not [var day]) return Fail(call, $"“{call.Path}”需要1个日期");
        return Check(day, [TermType.Day]) is { } on ? new Expression.FactOf(fact, on) : null;
    }

    private Expression? Parameter(Syntax.Call call)
    {
        if (call.Arguments is not [Syntax.Literal { Is: Value.Text name } first, var place, var day]) return Fail(call, "应写成 param('名称', 行政区划, 日期)");
        var where = Check(place, [TermType.Words]);
        var on = Check(day, [TermType.Day]);
        if (!scope.Parameters.TryGetValue(name.Is, out var terms)) return Fail(first, $"没有名为“{name.Is}”的参数{Spelling.Hint(name.Is, scope.Parameters.Keys)}");
        return where is null || on is null ? null : new Expression.Parameter(terms, where, on);
    }

    private Expression? Plain(Syntax.Call call, Functions.Signature signature)
    {
        var least = signature.Takes.Count - signature.Optional;
        if (call.Arguments.Count < least || call.Arguments.Count > signature.Takes.Count) return Fail(call, $"{call.Path} 需要{least}个参数，写了{call.Arguments.Count}个");
        var arguments = call.Arguments.Select((argument, place) => Check(argument, [signature.Takes[place]])).ToList();
        return Complete(arguments, all => new Expression.Call(signature.Function, all, signature.Result));
    }

    private Expression? Special(Syntax.Call call, Function function)
    {
        if (call.Arguments.Count == 0) return Fail(call, $"{call.Path} 缺少参数");
        var arguments = call.Arguments.Select(Typed).ToList();
        return Complete(arguments, all => function switch
        {
            Function.Count => all is [{ Type: TermType.List }] ? new Expression.Call(function, all, TermType.Count) : Fail(call, "count 需要1个列表"),
            Function.Sum => all is [{ Type: TermType.List { Item: TermType.Number or TermType.Money } list }] ? new Expression.Call(function, all, list.Item) : Fail(call, "sum 需要1个数字或金额列表"),
            Function.If => Choice(call, all),
            _ => Extreme(call, function, all),
        });
    }

    private Expression? Choice(Syntax.Call call, IReadOnlyList<Expression> all)
    {
        if (all is not [{ Type: TermType.Bool } condition, var one, var two]) return Fail(call, "应写成 if(条件, 值, 否则的值)");
        return Common([one, two]) is { } same ? new Expression.Call(Function.If, [condition, .. same], same[0].Type) : Fail(call, $"if 的两个值类型不同：{one.Type}与{two.Type}");
    }

    private Expression? Extreme(Syntax.Call call, Function function, IReadOnlyList<Expression> all)
    {
        if (all is [{ Type: TermType.List { Item.IsOrdered: true } list }]) return new Expression.Call(function, all, list.Item);
        return all.Count > 1 && Common(all) is { } same && same[0].Type.IsOrdered
            ? new Expression.Call(function, same, same[0].Type)
            : Fail(call, $"{call.Path} 需要1个列表，或2个以上同类型的数字、金额或日期");
    }

    private Expression.Arithmetic? Negated(Syntax.Prefix minus)
    {
        if (Check(minus.Of, [TermType.Count, TermType.Sum]) is not { } of) return null;
        return new Expression.Arithmetic(Operation.Subtract, new Expression.Constant(new Value.Number(0), of.Type), of, of.Type);
    }

    private Expression? Joined(Syntax.Infix infix) => infix.Sign switch
    {
        "and" => Both(infix, (left, right) => new Expression.And(left, right)),
        "or" => Both(infix, (left, right) => new Expression.Or(left, right)),
        "in" => Within(infix),
        "not in" => Within(infix) is { } within ? new Expression.Not(within) : null,
        "+" or "-" or "*" or "/" => Computed(infix),
        _ => Compared(infix),
    };

    private Expression? Both(Syntax.Infix infix, Func<Expression, Expression, Expression> join)
    {
        var left = Check(infix.Left, [TermType.Flag]);
        var right = Check(infix.Right, [TermType.Flag]);
        return left is null || right is null ? null : join(left, right);
    }

    private Expression? Within(Syntax.Infix infix)
    {
        var item = Typed(infix.Left);
        var list = Typed(infix.Right);
        if (item is null || list is null) return null;
        if (list is Expression.ListOf { Items.Count: 0 }) return Fail(infix.Right, "列表不能为空");
        if (list.Type is not TermType.List of || !of.Item.Fits(item.Type)) return Fail(infix, $"in 的右边应为{item.Type}列表，写的是{list.Type}");
        var words = list is Expression.ListOf literal ? literal.Items : [];
        return words.All(word => SameWords(infix, item, word)) ? new Expression.Within(item, list) : null;
    }

    private Expression? Compared(Syntax.Infix infix)
    {
        var left = Typed(infix.Left);
        var right = Typed(infix.Right);
        if (left is null || right is null) return null;
        Comparison by = infix.Sign switch
        {
            "==" => Comparison.Equal,
            "!=" => Comparison.NotEqual,
            "<" => Comparison.Less,
            "<=" => Comparison.LessOrEqual,
            ">" => Comparison.More,
            _ => Comparison.MoreOrEqual,
        };
        if (Common([left, right]) is not [var one, var two]) return Fail(infix, $"不能比较{left.Type}与{right.Type}");
        if (one.Type is TermType.List || (by is not (Comparison.Equal or Comparison.NotEqual) && !one.Type.IsOrdered)) return Fail(infix, $"{one.Type}不能用“{infix.Sign}”比较");
        return SameWords(infix, one, two) && SameWords(infix, two, one) ? new Expression.Compare(by, one, two) : null;
    }

    private Expression? Computed(Syntax.Infix infix)
    {
        var left = Typed(infix.Left);
        var right = Typed(infix.Right);
        if (left is null || right is null) return null;
        var by = infix.Sign switch { "+" => Operation.Add, "-" => Operation.Subtract, "*" => Operation.Multiply, _ => Operation.Divide };
        if (by is Operation.Add or Operation.Subtract && Common([left, right]) is [var one, var two] && one.Type is TermType.Number or TermType.Money)
        {
            return new Expression.Arithmetic(by, one, two, one.Type);
        }
        TermType? type = (by, left.Type, right.Type) switch
        {
            (Operation.Multiply or Operation.Divide, TermType.Number, TermType.Number) => TermType.Count,
            (Operation.Multiply or Operation.Divide, TermType.Money, TermType.Number) => TermType.Sum,
            (Operation.Multiply, TermType.Number, TermType.Money) => TermType.Sum,
            (Operation.Divide, TermType.Money, TermType.Money) => TermType.Count,
            _ => null,
        };
        return type is null ? Fail(infix, $"{left.Type}与{right.Type}不能用“{infix.Sign}”计算") : new Expression.Arithmetic(by, left, right, type);
    }

    private Expression? Listed(Syntax.Items items)
    {
        if (items.All.Count == 0) return Fail(items, "列表不能为空");
        var all = items.All.Select(Typed).ToList();
        return Complete(all, known => Common(known) is { } same && same[0].Type is not TermType.List
            ? new Expression.ListOf(same, new TermType.List(same[0].Type))
            : Fail(items, "列表各项类型不同"));
    }

    /// <summary>The parts brought to one type: a bare figure becomes money beside money.</summary>
    private static List<Expression>? Common(IReadOnlyList<Expression> parts)
    {
        var type = parts.Any(part => part.Type is TermType.Money) ? TermType.Sum : parts[0].Type;
        var same = parts.Select(part => As(part, type)).OfType<Expression>().ToList();
        return same.Count == parts.Count ? same : null;
    }

    private static Expression? As(Expression part, TermType type)
    {
        if (type.Fits(part.Type)) return part;
        return type is TermType.Money && part is { Type: TermType.Number } && part.Tree.All(IsBare) ? ToMoney(part) : null;
    }

    private static bool IsBare(Expression part) => part is Expression.Constant or Expression.Arithmetic;

    private static Expression ToMoney(Expression part) => part is Expression.Arithmetic sum
        ? new Expression.Arithmetic(sum.By, sum.Left, sum.Right, TermType.Sum)
        : new Expression.Constant(((Expression.Constant)part).Is, TermType.Sum);

    /// <summary>A word that the other side can never be is a spelling fault.</summary>
    private bool SameWords(Syntax at, Expression one, Expression other)
    {
        if (one.Type is not TermType.Text { Allowed: { } allowed } || other is not Expression.Constant { Is: Value.Text word } || allowed.ContainsKey(word.Is)) return true;
        Fail(at, $"“{word.Is}”不是允许的取值（{string.Join("、", allowed.Keys)}）");
        return false;
    }

    private static Expression? Complete(List<Expression?> parts, Func<IReadOnlyList<Expression>, Expression?> build) =>
        parts.Contains(null) ? null : build([.. parts.OfType<Expression>()]);

    private Expression? Fail(Syntax at, string message)
    {
        _faults.Add(new ExpressionFault(at.Column, message));
        return null;
    }
}
