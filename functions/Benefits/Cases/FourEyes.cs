using System.Security.Cryptography;
using System.Text;
using Benefits.Audit;
using Benefits.Storage;

namespace Benefits.Cases;

/// <summary>What someone did on a firm or one of its cases (经手事项).</summary>
public enum Part
{
    /// <summary>Acted for the firm: looked ahead, submitted, or corrected an account (代企业办理). It counts for all cases of the firm.</summary>
    ActedForFirm,

    /// <summary>Signed the case (签批).</summary>
    SignedCase,

    /// <summary>Objected to a line of the case (提出异议).</summary>
    Objected,

    /// <summary>Decided an objection to the case (处理异议).</summary>
    DecidedObjection,
}

/// <param name="Case">Null where the act concerns the firm as a whole.</param>
public sealed record Involvement(Part Part, CaseId? Case);

/// <summary>
/// Four eyes (回避与职责分离): nobody signs for a firm they act or acted for, nobody signs twice, nobody decides an objection to a case they touched,
/// and nobody acts for a firm whose cases they decided.
/// </summary>
/// <remarks>
/// A row for each person in the firm's partition holds what that person did there; it is replaced by its ETag with every act that counts.
/// So of two acts of one person at the same moment the second one always sees the first, in whatever role the person came.
/// </remarks>
public sealed class FourEyes(ITable table, Journal journal)
{
    public async Task<PersonAtFirm> ReadAsync(CreditCode firm, string person, CancellationToken cancel)
    {
        TableKey key = new(Partitions.Firm(firm), RowOf(person));
        var row = await table.FindAsync(key, cancel);
        return new PersonAtFirm(key, person, row?.Read<InvolvementRow>().Acts ?? [], row?.ETag);
    }

    /// <summary>Notes that the person acts for the firm, before what the person does there is written; once noted, it writes no more.</summary>
    /// <returns>Why the person may not act for it, as a Chinese sentence; null where the person may.</returns>
    public async Task<string?> ActForAsync(CreditCode firm, string person, CancellationToken cancel)
    {
        Involvement act = new(Part.ActedForFirm, null);
        return await journal.ChangeAsync<string?>(async () =>
        {
            var known = await ReadAsync(firm, person, cancel);
            if (known.WhyNot(act) is { } reason) return reason;
            if (known.Did(act)) return null;
            TableBatch batch = new(known.Key.Partition);
            known.Note(batch, act);
            return await journal.CommitAsync(batch, [new BusinessFact(CaseFactKinds.ActsForFirm, known.Key.Partition, known.Key.Row)], cancel) is Commit.Done ? null : Attempt.Again;
        }, cancel);
    }

    /// <summary>A subject may hold characters that no key may.</summary>
    private static string RowOf(string person) => Rows.Involvement(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(person)))[..32]);
}

/// <summary>One person at one firm, with all that the person did there so far.</summary>
public sealed class PersonAtFirm(TableKey key, string person, IReadOnlyList<Involvement> acts, string? etag)
{
    public TableKey Key { get; } = key;

    public bool Did(Involvement act) => acts.Contains(act);

    /// <summary>Why this act is another person's, as a Chinese sentence; null where it is allowed. Nobody is kept from objecting.</summary>
    public string? WhyNot(Involvement act) => act.Part switch
    {
        Part.ActedForFirm when acts.Any(done => done.Part is Part.SignedCase or Part.DecidedObjection) => "您曾以工作人员身份办理过该企业的申请，不得再代该企业办理，请由企业的其他经办人办理",
        Part.SignedCase when Did(Part.ActedForFirm, null) => "您代该企业办理过业务，须回避其申请的审核，请由其他人员签批",
        Part.SignedCase when Did(Part.SignedCase, act.Case) => "您已签批过本申请，同一人不得再次签批",
        Part.SignedCase when Did(Part.Objected, act.Case) => "您对本申请提出过异议，须回避其审核，请由其他人员签批",
        Part.SignedCase when Did(Part.DecidedObjection, act.Case) => "您处理过本申请的异议，不得再签批本申请",
        Part.DecidedObjection when Did(Part.ActedForFirm, null) => "您代该企业办理过业务，须回避对其申请的异议，请由其他人员处理",
        Part.DecidedObjection when Did(Part.SignedCase, act.Case) => "您签批过本申请，对本申请的异议须由未经手的人员处理",
        Part.DecidedObjection when Did(Part.Objected, act.Case) => "您对本申请提出过异议，须由其他人员处理",
        _ => null,
    };

    /// <summary>Writes the act into the commit of what was done. Where the person did something else meanwhile, that commit conflicts at <see cref="Key"/>.</summary>
    public void Note(TableBatch batch, params IReadOnlyList<Involvement> done)
    {
        InvolvementRow row = new(person, [.. acts.Union(done)]);
        _ = etag is null ? batch.Insert(Key.Row, row) : batch.Replace(Key.Row, row, etag);
    }

    private bool Did(Part part, CaseId? id) => Did(new Involvement(part, id));
}

/// <summary>Row <c>inv-…</c> of a firm's partition.</summary>
/// <param name="By">Subject of the sign-in.</param>
internal sealed record InvolvementRow(string By, IReadOnlyList<Involvement> Acts);
