using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Benefits;

/// <summary>An amount of renminbi (金额) in whole fen. There is no fraction of a fen and no other currency.</summary>
/// <remarks>In JSON it is an integer of fen, and the member's name ends in <c>Fen</c>: <c>"amountFen": 150000</c>.</remarks>
[JsonConverter(typeof(MoneyJson))]
public readonly record struct Money(long Fen) : IComparable<Money>
{
    public static readonly Money Zero;

    /// <summary>The one place where a fraction of a fen is rounded: half away from zero (四舍五入), per line.</summary>
    public static Money FromYuan(decimal yuan) => new((long)Math.Round(yuan * 100, 0, MidpointRounding.AwayFromZero));

    public decimal Yuan => Fen / 100m;

    public static Money operator +(Money left, Money right) => new(left.Fen + right.Fen);

    public static Money operator -(Money left, Money right) => new(left.Fen - right.Fen);

    public static Money operator -(Money money) => new(-money.Fen);

    public static bool operator <(Money left, Money right) => left.Fen < right.Fen;

    public static bool operator >(Money left, Money right) => left.Fen > right.Fen;

    public static bool operator <=(Money left, Money right) => left.Fen <= right.Fen;

    public static bool operator >=(Money left, Money right) => left.Fen >= right.Fen;

    public static Money Add(Money left, Money right) => left + right;

    public static Money Subtract(Money left, Money right) => left - right;

    public static Money Negate(Money money) => -money;

    public int CompareTo(Money other) => Fen.CompareTo(other.Fen);

    /// <summary>For people: <c>1,500.00元</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Yuan:N2}元");
}

public static class MoneyExtensions
{
    /// <summary>Totals are sums of lines, never computed on their own.</summary>
    public static Money Sum<T>(this IEnumerable<T> lines, Func<T, Money> amount) =>
        lines.Aggregate(Money.Zero, (total, line) => total + amount(line));
}

internal sealed class MoneyJson : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Fen);
}
