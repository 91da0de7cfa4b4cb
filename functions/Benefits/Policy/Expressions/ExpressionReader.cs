namespace Benefits.Policy.Expressions;

/// <param name="Column">Counted from 1 within the expression.</param>
public sealed record ExpressionFault(int Column, string Message);

/// <summary>What an expression may name.</summary>
/// <param name="HasPeriod">True where <c>period</c> stands for the first day of the period being decided.</param>
public sealed record ExpressionScope(FactCatalogue Facts, IReadOnlyDictionary<string, ParameterTerms> Parameters, bool HasPeriod);

/// <summary>The typed tree, or all that is wrong with what was written.</summary>
public sealed record ExpressionReading(Expression? Expression, IReadOnlyList<ExpressionFault> Faults);

/// <summary>Reads an expression: cut, parse, check the types. It never throws, whatever the text.</summary>
public static class ExpressionReader
{
    public static ExpressionReading Read(string text, ExpressionScope scope, params IReadOnlyList<TermType> expected)
    {
        var syntax = Parser.Parse(text, out var fault);
        if (fault is not null) return new ExpressionReading(null, [fault]);
        TypeChecker checker = new(scope);
        var expression = checker.Check(syntax, expected);
        return new ExpressionReading(checker.Faults.Count == 0 ? expression : null, checker.Faults);
    }
}
