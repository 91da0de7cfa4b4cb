using System.Globalization;
using Benefits.Cases;
using Benefits.Policy;
using Benefits.Policy.Reading;
using Benefits.Reference;

namespace Benefits.Payouts;

/// <summary>One example of a procedure (程序示例) as a policy officer writes it: a sum and what is doubtful of it, or a day, and what comes of them.</summary>
public sealed record ProcedureExample(string File, int Line, string Name, IReadOnlyList<string> Differences);

/// <summary>Reads files of procedure examples and says what differs from what they expect.</summary>
public static class ProcedureExamples
{
    /// <summary>True where the file is one of procedure examples; eligibility cases name no procedure.</summary>
    public static bool Holds(PackFile file) => PackYaml.Read(file, new FaultList()) is PackNode.Mapping mapping && mapping.Entries.Any(entry => entry.Key == "procedure");

    /// <exception cref="PolicyPackException">The file is faulty; every fault has its line.</exception>
    public static IReadOnlyList<ProcedureExample> Run(PackFile file, PolicyLibrary library)
    {
        FaultList faults = new();
        Fields fields = new(file.Path, PackYaml.Read(file, faults), faults);
        _ = fields.TextOrNull("about");
        var name = fields.Text("procedure");
        var terms = library.Procedures.FirstOrDefault(procedure => procedure.Name == name);
        if (terms is null) fields.Fault(fields.LineOf("procedure"), $"没有程序“{name}”");
        List<ProcedureExample> examples = [];
        foreach (var entry in fields.Maps("examples", needed: true))
        {
            ExampleDraft draft = new(entry);
            if (terms is not null) examples.Add(new ProcedureExample(file.Path, entry.Line.Number, draft.Name, [.. draft.Compare(terms)]));
            draft.Done();
        }
        fields.Done();
        if (faults.Count > 0) throw new PolicyPackException(faults.Sorted());
        return examples;
    }

    /// <summary>One example while it is read.</summary>
    private sealed class ExampleDraft(Fields entry)
    {
        private readonly Fields _expected = entry.Map("expect");

        public string Name { get; } = entry.Text("example");

        public void Done()
        {
            if (!entry.Has("amount") && !entry.Has("on")) entry.Fault(entry.Line, "请写明金额（amount）或日期（on）");
            _expected.Done();
            entry.Done();
        }

        /// <summary>Every difference as a Chinese sentence.</summary>
        public IEnumerable<string> Compare(ProcedureTerms terms)
        {
            var differences = Signatures(terms).Concat(Days(terms)).ToList();
            if (_expected.Has("attempts")) differences.Add(Differs("发放尝试次数", _expected.Whole("attempts", 1, 20).ToString(CultureInfo.InvariantCulture), terms.MaxPaymentAttempts.ToString(CultureInfo.InvariantCulture)));
            return differences.OfType<string>();
        }

        private IEnumerable<string?> Signatures(ProcedureTerms terms)
        {
            var needsPerson = entry.Flag("unknown", false) | entry.Flag("declared", false);
            if (entry.YuanOrNull("amount") is not { } amount) yield break;
            var signers = Enumerable.Range(1, terms.Signatures(amount, needsPerson)).Select(signature => terms.NeedsReviewer(signature) ? "复核" : "经办或复核").ToList();
            var expected = _expected.Texts("signed_by", needed: true);
            if (!expected.SequenceEqual(signers)) yield return Differs("签批", Listed(expected), Listed(signers));
        }

        private IEnumerable<string?> Days(ProcedureTerms terms)
        {
            if (entry.DateOrNull("on") is not { } on) yield break;
            var isProvisional = _expected.Flag("provisional", false);
            yield return Due("notice_ends", "公示期满", terms.NoticeEnds(on), isProvisional);
            yield return Due("review_due", "签批", terms.ReviewDue(on, 0), isProvisional);
            yield return Due("review_escalated_due", "督办后签批", terms.ReviewDue(on, 1), isProvisional);
            yield return Due("objections_due", "异议处理", terms.ObjectionsDue(on, 0), isProvisional);
            yield return Due("objections_escalated_due", "督办后异议处理", terms.ObjectionsDue(on, 1), isProvisional);
            yield return Due("account_due", "更正账户", terms.AccountDue(on), isProvisional);
            // Calendar days are certain, whatever holidays are not published.
            yield return Due("funds_due", "等待资金", new Deadline(terms.FundsDue(on), isProvisional), isProvisional);
            yield return Due("full_reconciliation_due", "全面对账", new Deadline(terms.FullReconciliationDue(on), isProvisional), isProvisional);
        }

        private string? Due(string key, string label, Deadline due, bool isProvisional)
        {
            if (_expected.DateOrNull(key) is not { } expected) return null;
            return Differs(label, Written(expected, isProvisional), Written(due.Date, due.Provisional));
        }

        private static string Written(DateOnly day, bool isProvisional) => $"{day:yyyy-MM-dd}{(isProvisional ? "（暂定）" : "")}";

        private static string? Differs(string label, string expected, string found) => expected == found ? null : $"{label}预期{expected}，实际{found}";

        private static string Listed(IEnumerable<string> words) => string.Join("、", words.DefaultIfEmpty("免签"));
    }
}
