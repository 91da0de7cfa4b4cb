using System.Globalization;

namespace Benefits.Banking;

/// <summary>The id of a payment instruction (支付指令号): line and attempt, nothing else, so that a repeat asks the bank for the same payment, and a payment found at the bank leads back to its line.</summary>
public static class PaymentIds
{
    private const string Prefix = "pay-";

    /// <param name="lineId">The payout line.</param>
    /// <param name="attempt">From 1; the next one only after the bank has confirmed the return of the one before.</param>
    public static string Of(string lineId, int attempt) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{lineId}-{attempt:D2}");

    /// <summary>The line of an instruction, or null where the id is none of ours.</summary>
    public static string? LineOf(string instructionId)
    {
        var cut = instructionId.LastIndexOf('-');
        return cut > Prefix.Length && instructionId.StartsWith(Prefix, StringComparison.Ordinal) && int.TryParse(instructionId[(cut + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? instructionId[Prefix.Length..cut]
            : null;
    }

    /// <summary>Which attempt an instruction of ours is.</summary>
    public static int AttemptOf(string instructionId) => int.Parse(instructionId[(instructionId.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);
}
