using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Benefits.Banking;

namespace Benefits.Cases;

/// <summary>Number of an application (申请编号): the firm's code and twelve characters derived from its idempotency key, so that a form sent twice finds the same application.</summary>
[JsonConverter(typeof(TextJson<CaseId>))]
public readonly record struct CaseId : IText<CaseId>
{
    private const string Characters = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Derived = 12;

    private CaseId(CreditCode enterprise, string suffix)
    {
        Enterprise = enterprise;
        Suffix = suffix;
    }

    public CreditCode Enterprise { get; }

    public string Suffix { get; }

    public string Text => $"{Enterprise}-{Suffix}";

    /// <summary>Where everything of the application lies.</summary>
    public string Partition => Partitions.Firm(Enterprise);

    /// <summary>Its rows there.</summary>
    public CaseKeys Keys => new(Suffix);

    /// <summary>The payout workflow's instance.</summary>
    public string Instance => $"payout-{Text}";

    public static CaseId Derive(CreditCode enterprise, string idempotencyKey)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{enterprise}\n{idempotencyKey}"));
        return new CaseId(enterprise, string.Create(Derived, hash, (text, bytes) =>
        {
            for (var index = 0; index < text.Length; index++) text[index] = Characters[bytes[index] & 31];
        }));
    }

    public static bool TryParse(string? text, out CaseId value, [NotNullWhen(false)] out string? fault)
    {
        value = default;
        CreditCode enterprise = default;
        var parts = (text ?? "").Split('-');
        fault = parts.Length == 2 && CreditCode.TryParse(parts[0], out enterprise, out _) && enterprise.Text == parts[0]
            && parts[1].Length == Derived && parts[1].All(Characters.Contains)
            ? null
            : "申请编号格式不正确";
        if (fault is null) value = new CaseId(enterprise, parts[1]);
        return fault is null;
    }

    public override string ToString() => Text;
}

/// <summary>Number of a payout line (发放明细编号): the application, the worker's number on the form, and the award's number among the worker's.</summary>
[JsonConverter(typeof(TextJson<LineId>))]
public readonly record struct LineId(CaseId Case, int Worker, int Number) : IText<LineId>
{
    public string Text => $"{Case}-{Worker:00000}-{Number:00}";

    public string Row => Case.Keys.Line(Worker, Number);

    public string ObjectionRow(int number) => Case.Keys.Objection(Worker, Number, number);

    /// <summary>The bank's idempotency key: a new one for a new attempt only, and an attempt is new only after the bank has confirmed a return.</summary>
    public string Instruction(int attempt) => PaymentIds.Of(Text, attempt);

    public static bool TryParse(string? text, out LineId value, [NotNullWhen(false)] out string? fault)
    {
        value = default;
        fault = "发放明细编号格式不正确";
        var parts = (text ?? "").Split('-');
        if (parts.Length != 4 || !CaseId.TryParse($"{parts[0]}-{parts[1]}", out var application, out _)) return false;
        if (parts[2].Length != 5 || parts[3].Length < 2 || !parts[2].All(char.IsAsciiDigit) || !parts[3].All(char.IsAsciiDigit) || parts[3].Length > 3) return false;
        value = new LineId(application, int.Parse(parts[2], null), int.Parse(parts[3], null));
        fault = null;
        return true;
    }

    public override string ToString() => Text;
}
