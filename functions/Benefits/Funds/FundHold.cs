using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Benefits.Funds;

/// <summary>What one application has asked of a fund: the single row that decides for all of its lines, however many batches they take.</summary>
internal sealed record FundHold
{
    public required string ApplicationId { get; init; }

    public required Money Amount { get; init; }

    /// <summary>Hash of the lines, so that a repeat is known from another request.</summary>
    public required string Lines { get; init; }

    public required HoldState State { get; init; }

    /// <summary>Its number in the queue, where it had to wait.</summary>
    public long? Ticket { get; init; }

    public static string HashOf(IEnumerable<FundLine> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.LineId} {line.Amount.Fen}")).Order(StringComparer.Ordinal)))));
}

internal enum HoldState
{
    Waiting,

    /// <summary>The money has left the free part of the budget; rows of lines may be missing still, and the next repeat writes them.</summary>
    Granted,

    /// <summary>Every line has its row.</summary>
    Complete,

    /// <summary>Left the queue without money.</summary>
    Withdrawn,
}
