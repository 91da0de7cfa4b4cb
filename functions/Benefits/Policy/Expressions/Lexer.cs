using System.Globalization;

namespace Benefits.Policy.Expressions;

internal enum TokenKind
{
    Number,
    Date,
    Text,
    Name,
    Sign,
    End,
    Fault,
}

/// <param name="Column">Counted from 1 within the expression.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Column);

/// <summary>Cuts an expression into tokens. Whatever comes, it ends: a character it does not know is a token that says so.</summary>
internal static class Lexer
{
    private static readonly string[] Signs = ["==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "(", ")", "[", "]", ","];

    public static List<Token> Cut(string text)
    {
        List<Token> tokens = [];
        var place = 0;
        while (place < text.Length)
        {
            if (char.IsWhiteSpace(text[place]))
            {
                place++;
                continue;
            }
            var token = Next(text, place, out var length);
            tokens.Add(token);
            if (token.Kind == TokenKind.Fault) return tokens;
            place += length;
        }
        tokens.Add(new Token(TokenKind.End, "", text.Length + 1));
        return tokens;
    }

    private static Token Next(string text, int place, out int length)
    {
        var character = text[place];
        if (char.IsAsciiDigit(character)) return Figure(text, place, out length);
        if (IsNameStart(character))
        {
            length = Span(text, place, IsNamePart);
            return new Token(TokenKind.Name, text.Substring(place, length), place + 1);
        }
        if (character is '\'' or '"') return Quoted(text, place, out length);
        foreach (var known in Signs)
        {
            if (string.CompareOrdinal(text, place, known, 0, known.Length) != 0) continue;
            length = known.Length;
            return new Token(TokenKind.Sign, known, place + 1);
        }
        length = 1;
        return new Token(TokenKind.Fault, $"不认识的符号“{(char.IsSurrogate(character) || char.IsControl(character) ? $"U+{(int)character:X4}" : character)}”", place + 1);
    }

    private static Token Figure(string text, int place, out int length)
    {
        length = 10;
        if (place + 10 <= text.Length && text[place + 4] == '-' && text[place + 7] == '-')
        {
            var written = text.Substring(place, 10);
            return DateOnly.TryParseExact(written, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                ? new Token(TokenKind.Date, written, place + 1)
                : new Token(TokenKind.Fault, $"日期“{written}”不存在", place + 1);
        }
        length = Span(text, place, char.IsAsciiDigit);
        if (place + length + 1 < text.Length && text[place + length] == '.' && char.IsAsciiDigit(text[place + length + 1]))
        {
            length += 1 + Span(text, place + length + 1, char.IsAsciiDigit);
        }
        var digits = text.Substring(place, length);
        return length <= 20 ? new Token(TokenKind.Number, digits, place + 1) : new Token(TokenKind.Fault, "数字过长", place + 1);
    }

    private static Token Quoted(string text, int place, out int length)
    {
        var end = text.IndexOf(text[place], place + 1);
        length = end < 0 ? text.Length - place : end - place + 1;
        return end < 0
            ? new Token(TokenKind.Fault, "文字缺少右引号", place + 1)
            : new Token(TokenKind.Text, text[(place + 1)..end], place + 1);
    }

    private static int Span(string text, int place, Func<char, bool> belongs)
    {
        var end = place;
        while (end < text.Length && belongs(text[end])) end++;
        return end - place;
    }

    private static bool IsNameStart(char character) => char.IsAsciiLetter(character) || character == '_';

    private static bool IsNamePart(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '.';
}
