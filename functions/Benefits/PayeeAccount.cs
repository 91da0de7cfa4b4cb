namespace Benefits;

/// <summary>A payee's bank account (收款账户).</summary>
/// <param name="BankCode">The bank's 12-digit CNAPS code (联行号).</param>
public sealed record PayeeAccount(string Name, string BankCode, string Number)
{
    /// <summary>Prints masked.</summary>
    public override string ToString() => $"{BankCode} ****{(Number.Length > 4 ? Number[^4..] : "")}";
}
