using System.Globalization;

namespace Benefits.Policy.Expressions;

/// <summary>What is written, before anything is known about types.</summary>
internal abstract record Syntax(int Column)
{
    public sealed record Broken(int Column) : Syntax(Column);

    public sealed record Literal(Value Is, TermType Type, int Column) : Syntax(Column);

    public sealed record Name(string Path, int Column) : Syntax(Column);

    public sealed record Call(string Path, IReadOnlyList<Syntax> Arguments, int Column) : Syntax(Column);

    public sealed record Prefix(string Sign, Syntax Of, int Column) : Syntax(Column);

    public sealed record Infix(string Sign, Syntax Left, Syntax Right, int Column) : Syntax(Column);

    public sealed record Items(IReadOnlyList<Syntax> All, int Column) : Syntax(Column);
}

/// <summary>A parser by binding strength (Pratt). It stops at the first fault and always comes to an end.</summary>
internal sealed class Parser
{
    private const int MaxLength = 4000;
    private const int MaxDepth = 48;
    private const int ComparisonStrength = 4;

    private readonly List<Token> _tokens;
    private int _place;
    private int _depth;
    private ExpressionFault? _fault;

    private Parser(string text) => _tokens = Lexer.Cut(text);

    private Token Current => _tokens[_place];

    public static Syntax Parse(string text, out ExpressionFault? fault)
    {
        fault = text.Length > MaxLength ? new ExpressionFault(1, $"表达式超过{MaxLength}个字符") : null;
        if (fault is not null) return new Syntax.Broken(1);
        Parser parser = new(text);
        var whole = parser.Expression(0);
        if (parser._fault is null && parser.Current.Kind != TokenKind.End) parser.Fail(parser.Current, $"此处不应有“{parser.Current.Text}”");
        fault = parser._fault;
        return whole;
    }

    private Syntax Expression(int strength)
    {
        if (++_depth > MaxDepth) return Fail(Current, $"表达式嵌套超过{MaxDepth}层");
        var left = First();
        while (_fault is null && Infix() is var (sign, own) && own > strength)
        {
            var column = Current.Column;
            _place += sign == "not in" ? 2 : 1;
            var right = Expression(own);
            left = new Syntax.Infix(sign, left, right, column);
            // "a < b < c" reads as a chain and means something else: it is refused, not guessed.
            if (own == ComparisonStrength && _fault is null && Infix() is { Strength: ComparisonStrength }) return Fail(Current, "比较不能连写，请用 and 分开");
            if (_fault is null && ++_depth > MaxDepth * 4) return Fail(Current, "表达式过长");
        }
        _depth--;
        return left;
    }

    private Syntax First()
    {
        var token = Take();
        return token.Kind switch
        {
            TokenKind.Number => new Syntax.Literal(new Value.Number(decimal.Parse(token.Text, CultureInfo.InvariantCulture)), TermType.Count, token.Column),
            TokenKind.Date => new Syntax.Literal(new Value.Date(DateOnly.ParseExact(token.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture)), TermType.Day, token.Column),
            TokenKind.Text => new Syntax.Literal(new Value.Text(token.Text), TermType.Words, token.Column),
            TokenKind.Name => Named(token),
            TokenKind.Sign when token.Text == "-" => new Syntax.Prefix("-", Expression(7), token.Column),
            TokenKind.Sign when token.Text == "(" => Inside(),
            TokenKind.Sign when token.Text == "[" => new Syntax.Items(Listed("]"), token.Column),
            TokenKind.End => Fail(token, "表达式不完整"),
            TokenKind.Fault => Fail(token, token.Text),
            _ => Fail(token, $"此处不应有“{token.Text}”"),
        };
    }

    private Syntax Named(Token token)
    {
        if (token.Text is "true" or "false") return new Syntax.Literal(new Value.Bool(token.Text == "true"), TermType.Flag, token.Column);
        if (token.Text == "not") return new Syntax.Prefix("not", Expression(3), token.Column);
        if (token.Text is "and" or "or" or "in") return Fail(token, $"此处不应有“{token.Text}”");
        if (Current is not { Kind: TokenKind.Sign, Text: "(" }) return new Syntax.Name(token.Text, token.Column);
        Take();
        return new Syntax.Call(token.Text, Listed(")"), token.Column);
    }

    private Syntax Inside()
    {
        var inner = Expression(0);
        if (_fault is not null || Current is { Kind: TokenKind.Sign, Text: ")" })
        {
            Take();
            return inner;
        }
        return Fail(Current, "缺少右括号“)”");
    }

    private List<Syntax> Listed(string end)
    {
        List<Syntax> items = [];
        while (_fault is null && Current is not { Kind: TokenKind.Sign } or { Text: not ("]" or ")") })
        {
            items.Add(Expression(0));
            if (_fault is not null || Current is not { Kind: TokenKind.Sign, Text: "," }) break;
            Take();
        }
        if (_fault is null && Take() is var last && (last.Kind != TokenKind.Sign || last.Text != end)) Fail(last, $"缺少“{end}”");
        return items;
    }

    private (string Sign, int Strength)? Infix() => Current switch
    {
        { Kind: TokenKind.Name, Text: "or" } => ("or", 1),
        { Kind: TokenKind.Name, Text: "and" } => ("and", 2),
        { Kind: TokenKind.Name, Text: "in" } => ("in", ComparisonStrength),
        { Kind: TokenKind.Name, Text: "not" } when _tokens[_place + 1] is { Kind: TokenKind.Name, Text: "in" } => ("not in", ComparisonStrength),
        { Kind: TokenKind.Sign, Text: "==" or "!=" or "<" or "<=" or ">" or ">=" } => (Current.Text, ComparisonStrength),
        { Kind: TokenKind.Sign, Text: "+" or "-" } => (Current.Text, 5),
        { Kind: TokenKind.Sign, Text: "*" or "/" } => (Current.Text, 6),
        _ => null,
    };

    private Token Take()
    {
        var token = Current;
        if (_place < _tokens.Count - 1) _place++;
        return token;
    }

    private Syntax.Broken Fail(Token at, string message)
    {
        _fault ??= new ExpressionFault(at.Column, at.Kind == TokenKind.Fault ? at.Text : message);
        _place = _tokens.Count - 1;
        return new Syntax.Broken(at.Column);
    }
}
