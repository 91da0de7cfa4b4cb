using Benefits.Policy;
using Benefits.Policy.Reading;

namespace Benefits.Eligibility.Examples;

/// <summary>Reads the facts of an example: a value, or a value with <c>declared</c> and <c>as_of</c>, or stretches of days for a dated fact.</summary>
internal static class ExampleFacts
{
    public static void Set(FactSheet sheet, FactTerms terms, PackNode node, DateOnly today, Fields owner)
    {
        var map = node is PackNode.Mapping ? owner.Sub(node) : null;
        var asOf = map?.DateOrNull("as_of") ?? today;
        if (terms.IsDated)
        {
            var otherwise = map?.Find("otherwise") is { } rest ? Value(rest, terms, owner) : null;
            var spans = map is null ? [Span(node, terms, owner)] : map.Maps("spans", needed: true).Select(span => Span(span, terms, owner)).ToList();
            sheet.SetSeries(terms.Path, [.. spans.OfType<DatedValue>()], terms.Source, asOf, otherwise);
        }
        else
        {
            var declared = map?.Flag("declared", false) ?? false;
            if (Value(map is null ? node : map.Need("value"), terms, owner) is { } value) sheet.Set(terms.Path, new Fact(value, terms.Source, asOf, declared));
        }
        map?.Done();
    }

    private static DatedValue? Span(PackNode node, FactTerms terms, Fields owner) =>
        Value(node, terms, owner) is { } value ? new DatedValue(DateOnly.MinValue, null, value) : null;

    private static DatedValue? Span(Fields span, FactTerms terms, Fields owner)
    {
        var value = Value(span.Need("value"), terms, owner);
        var (from, to) = (span.Date("from"), span.DateOrNull("to"));
        span.Done();
        return value is null ? null : new DatedValue(from, to, value);
    }

    private static Value? Value(PackNode? node, FactTerms terms, Fields owner)
    {
        if (node is null) return null;
        var value = ValueReader.Read(node, terms.Type, out var fault);
        if (fault is not null) owner.Fault(node.Line, $"{terms.Path}{fault}");
        return value;
    }
}
