namespace Benefits.Ledger;

/// <summary>Debits and credits of every account (试算平衡).</summary>
public sealed record TrialBalance(IReadOnlyList<AccountTotals> Accounts)
{
    public Money Debits => Accounts.Sum(account => account.Debits);

    public Money Credits => Accounts.Sum(account => account.Credits);

    public bool Balanced => Debits == Credits;

    public static async Task<TrialBalance> OfAsync(IAsyncEnumerable<LedgerEntry> entries, CancellationToken cancel)
    {
        SortedDictionary<string, AccountTotals> accounts = new(StringComparer.Ordinal);
        await foreach (var entry in entries.WithCancellation(cancel))
        {
            var debit = accounts.GetValueOrDefault(entry.Debit) ?? new AccountTotals(entry.Debit, Money.Zero, Money.Zero);
            accounts[entry.Debit] = debit with { Debits = debit.Debits + entry.Amount };
            var credit = accounts.GetValueOrDefault(entry.Credit) ?? new AccountTotals(entry.Credit, Money.Zero, Money.Zero);
            accounts[entry.Credit] = credit with { Credits = credit.Credits + entry.Amount };
        }
        return new TrialBalance([.. accounts.Values]);
    }
}

/// <summary>One account's line of the trial balance.</summary>
public sealed record AccountTotals(string Account, Money Debits, Money Credits)
{
    /// <summary>What the account has received more than given.</summary>
    public Money Balance => Debits - Credits;
}
