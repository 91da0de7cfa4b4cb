using System.Globalization;
using Benefits.Policy.Expressions;

namespace Mutations;

/// <summary>Small untruths about one expression of a pack, each a change of its text. Some of them no type checker lets through; they are no mutants.</summary>
internal static class ExpressionMutations
{
    private static readonly Dictionary<string, string[]> Swaps = new()
    {
        ["<"] = ["<=", ">="],
        ["<="] = ["<", ">"],
        [">"] = [">=", "<="],
        [">="] = [">", "<"],
        ["=="] = ["!="],
        ["!="] = ["=="],
        ["+"] = ["-"],
        ["-"] = ["+"],
        ["*"] = ["/"],
        ["/"] = ["*"],
        ["and"] = ["or"],
        ["or"] = ["and"],
    };

    /// <summary>Functions that may be left out without a change of type.</summary>
    private static readonly HashSet<string> LeftOut = ["month", "floor", "yuan"];

    public static IEnumerable<string> Of(string text)
    {
        var tokens = Lexer.Cut(text).Where(token => token.Kind != TokenKind.End).Select(token => new Piece(token)).ToList();
        return Words(text, tokens).Concat(Parts(text, tokens)).Distinct().Where(mutated => mutated != text);
    }

    /// <summary>One word instead of another: a comparison by its neighbour, a number by the next, a day by today.</summary>
    private static IEnumerable<string> Words(string text, List<Piece> tokens)
    {
        foreach (var (index, piece) in tokens.Index())
        {
            foreach (var other in Swaps.GetValueOrDefault(piece.Text) ?? []) yield return piece.Replace(text, other);
            if (piece.Kind == TokenKind.Number)
            {
                var number = decimal.Parse(piece.Text, CultureInfo.InvariantCulture);
                var step = number == decimal.Truncate(number) ? 1 : 0.01m;
                yield return piece.Replace(text, (number + step).ToString(CultureInfo.InvariantCulture));
                if (number >= step) yield return piece.Replace(text, (number - step).ToString(CultureInfo.InvariantCulture));
            }
            if (piece.Kind == TokenKind.Date)
            {
                var day = DateOnly.ParseExact(piece.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
                foreach (var step in new[] { -1, 1 }) yield return piece.Replace(text, day.AddDays(step).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            }
            var isCalled = index + 1 < tokens.Count && tokens[index + 1].Text == "(";
            // A fact or the period where a day is meant; what is no day the type checker refuses.
            if (piece.Kind == TokenKind.Name && !isCalled && !Swaps.ContainsKey(piece.Text) && piece.Text is not ("today" or "not" or "in" or "true" or "false")) yield return piece.Replace(text, "today");
            if (piece.Text == "not") yield return piece.Replace(text, "");
            if (piece.Kind == TokenKind.Name && isCalled && LeftOut.Contains(piece.Text)) yield return piece.Replace(text, "");
            if (piece is { Kind: TokenKind.Name, Text: "consecutive_months" } && isCalled)
            {
                foreach (var (comma, end) in Arguments(tokens, index + 1)) yield return Cut(text, tokens[comma].Start, tokens[end].Start);
            }
        }
    }

    /// <summary>A part less: one side of an "and" or "or", or an item of a list.</summary>
    private static IEnumerable<string> Parts(string text, List<Piece> tokens)
    {
        foreach (var (index, piece) in tokens.Index())
        {
            if (piece.Text is "and" or "or" && piece.Kind == TokenKind.Name)
            {
                var left = Reach(tokens, index, -1, piece.Text);
                var right = Reach(tokens, index, 1, piece.Text);
                yield return Cut(text, tokens[left].Start, tokens[index + 1].Start);
                yield return Cut(text, tokens[index - 1].End, tokens[right].End);
            }
            if (piece.Kind == TokenKind.Text && index > 0 && index + 1 < tokens.Count)
            {
                if (tokens[index + 1].Text == ",") yield return Cut(text, piece.Start, tokens[index + 1].End);
                else if (tokens[index - 1].Text == ",") yield return Cut(text, tokens[index - 1].Start, piece.End);
            }
        }
    }

    /// <summary>The last token, in one direction, of the operand beside an operator: up to the bracket around it, or to an operator that binds no closer.</summary>
    private static int Reach(List<Piece> tokens, int from, int step, string sign)
    {
        var depth = 0;
        var last = from;
        for (var at = from + step; at >= 0 && at < tokens.Count; at += step)
        {
            var token = tokens[at].Text;
            var isQuoted = tokens[at].Kind == TokenKind.Text;
            if (!isQuoted && token is "(" or "[") depth += step;
            if (!isQuoted && token is ")" or "]") depth -= step;
            if (depth < 0 || (depth == 0 && !isQuoted && (token is "or" or "," || (token == "and" && sign == "and")))) return last;
            last = at;
        }
        return last;
    }

    /// <summary>Each later argument of a call: its comma and the token behind it.</summary>
    private static IEnumerable<(int Comma, int End)> Arguments(List<Piece> tokens, int open)
    {
        var depth = 0;
        int? comma = null;
        for (var at = open; at < tokens.Count; at++)
        {
            if (tokens[at].Text is "(" or "[") depth++;
            if (tokens[at].Text is ")" or "]") depth--;
            if (depth == 1 && tokens[at].Text == ",") comma = at;
            if (depth != 0) continue;
            if (comma is { } found) yield return (found, at);
            yield break;
        }
    }

    private static string Cut(string text, int from, int to) => text[..from] + text[to..];

    /// <summary>A token with its extent; a quoted text has its quotes beside it.</summary>
    private readonly record struct Piece(Token Token)
    {
        public TokenKind Kind => Token.Kind;

        public string Text => Token.Text;

        public int Start => Token.Column - 1;

        public int End => Start + Text.Length + (Kind == TokenKind.Text ? 2 : 0);

        public string Replace(string text, string other) => text[..Start] + other + text[End..];
    }
}
