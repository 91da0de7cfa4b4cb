using System.Globalization;
using System.Text;
using System.Text.Json;
using Benefits.Policy;
using Benefits.Policy.Expressions;
using Benefits.Storage;

namespace Benefits.Registers;

/// <summary>One entry of a register (登记条目): its values by column. A column whose cell was empty is not there.</summary>
internal sealed class RegisterEntry(RegisterTerms register, IReadOnlyDictionary<string, Value> values)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = StoredJson.Options.Encoder };

    public Value? Find(string column) => values.GetValueOrDefault(column);

    public DateOnly? Day(ColumnTerms column) => Find(column.Name) is Value.Date date ? date.Is : null;

    /// <summary>What tells it from the others of its row; entries are kept in this order.</summary>
    public string Key => string.Join('/', register.Key.Select(part => part.If is null || Find(part.If.Name) is Value.Bool { Is: true } ? Text(Find(part.Column.Name)) : ""));

    /// <summary>As it is stored: dates as text, money in fen.</summary>
    public string Write()
    {
        using MemoryStream body = new();
        using (Utf8JsonWriter json = new(body, Plain))
        {
            json.WriteStartObject();
            foreach (var column in register.Columns)
            {
                switch (Find(column.Name))
                {
                    case Value.Date date: json.WriteString(column.Name, date.Is.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
                    case Value.Amount amount: json.WriteNumber(column.Name, amount.Is.Fen); break;
                    case Value.Number number: json.WriteNumber(column.Name, number.Is); break;
                    case Value.Bool flag: json.WriteBoolean(column.Name, flag.Is); break;
                    case Value.Text text: json.WriteString(column.Name, text.Is); break;
                }
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
    }

    /// <exception cref="InvalidOperationException">It was stored under another description of the register.</exception>
    public static RegisterEntry Read(RegisterTerms register, JsonElement stored)
    {
        Dictionary<string, Value> values = [];
        foreach (var column in register.Columns)
        {
            if (stored.TryGetProperty(column.Name, out var cell)) values[column.Name] = ValueOf(column, cell) ?? throw new InvalidOperationException($"Register {register.Name} has a stored entry whose {column.Name} is no {column.Type}; its column was of another type when it was loaded.");
        }
        return new RegisterEntry(register, values);
    }

    private static Value? ValueOf(ColumnTerms column, JsonElement cell) => (column.Term, cell.ValueKind) switch
    {
        (TermType.Date, JsonValueKind.String) when DateOnly.TryParseExact(cell.GetString(), "yyyy-MM-dd", out var day) => new Value.Date(day),
        (TermType.Money, JsonValueKind.Number) when cell.TryGetInt64(out var fen) => new Value.Amount(new Money(fen)),
        (TermType.Number, JsonValueKind.Number) => new Value.Number(cell.GetDecimal()),
        (TermType.Bool, JsonValueKind.True or JsonValueKind.False) => new Value.Bool(cell.GetBoolean()),
        (TermType.Text, JsonValueKind.String) => new Value.Text(cell.GetString()!),
        _ => null,
    };

    private static string Text(Value? value) => value switch
    {
        null => "",
        Value.Date date => date.Is.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        Value.Amount amount => amount.Is.Fen.ToString(CultureInfo.InvariantCulture),
        Value.Number number => number.Is.ToString(CultureInfo.InvariantCulture),
        Value.Bool flag => flag.Is ? "1" : "0",
        Value.Text text => text.Is,
        _ => throw new InvalidOperationException($"No key from {value.GetType().Name}."),
    };
}
