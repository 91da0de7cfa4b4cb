using Benefits.Policy.Expressions;

namespace Benefits.Policy.Reading;

/// <summary>Reads what measures build on: subjects.yaml, funds.yaml, procedures.yaml and parameters/*.yaml.</summary>
internal sealed class CatalogueReader(FaultList faults)
{
    public IReadOnlyDictionary<RegisterSubject, SubjectTerms> Subjects(PackFile file)
    {
        Dictionary<RegisterSubject, SubjectTerms> subjects = [];
        Each(file, "subjects", fields =>
        {
            var subject = fields.Choice<RegisterSubject>("subject");
            if (!subjects.TryAdd(subject, new SubjectTerms(fields.Text("column"), fields.Text("header"), fields.Texts("also")))) fields.Fault(fields.LineOf("subject"), "重复");
        });
        foreach (var missing in new[] { RegisterSubject.Person, RegisterSubject.Firm, RegisterSubject.District }.Where(subject => !subjects.ContainsKey(subject))) faults.Add(file.Path, 1, $"缺少“{Words.Kebab(missing)}”");
        return subjects;
    }

    public IReadOnlyDictionary<string, FundTerms> Funds(PackFile file)
    {
        Dictionary<string, FundTerms> funds = [];
        Each(file, "funds", fields =>
        {
            FundTerms fund = new(fields.Code("code"), fields.Text("title"), fields.Choice<PoolLevel>("pool_level"));
            if (!funds.TryAdd(fund.Code, fund)) fields.Fault(fields.LineOf("code"), $"资金“{fund.Code}”重复");
        });
        return funds;
    }

    public IReadOnlyDictionary<string, ProcedureTerms> Procedures(PackFile file)
    {
        Dictionary<string, ProcedureTerms> procedures = [];
        Each(file, "procedures", fields =>
        {
            var procedure = Procedure(fields);
            if (!procedures.TryAdd(procedure.Name, procedure)) fields.Fault(fields.LineOf("name"), $"程序“{procedure.Name}”重复");
        });
        return procedures;
    }

    public ParameterTerms Parameter(PackFile file)
    {
        Fields fields = new(file.Path, PackYaml.Read(file, faults), faults);
        var name = fields.Code("parameter");
        var title = fields.Text("title");
        var type = SimpleType(fields, "type");
        List<ParameterValue> values = [];
        foreach (var place in fields.Maps("places", needed: true)) values.AddRange(Place(place, type));
        foreach (var doubled in values.GroupBy(value => (value.Place, value.From)).Where(same => same.Count() > 1)) fields.Fault(fields.Line, $"地区“{doubled.Key.Place}”自{doubled.Key.From:yyyy-MM-dd}起有两个值");
        fields.Done();
        return new ParameterTerms(name, title, type, values);
    }

    public static SourceNote Source(Fields fields)
    {
        SourceNote source = new(fields.Text("source"), fields.Flag("verified", true), fields.TextOrNull("question"));
        if (source is { Verified: false, Question: null }) fields.Fault(fields.Line, "未核实的依据应写明待核实的问题（question）");
        return source;
    }

    private void Each(PackFile file, string key, Action<Fields> read)
    {
        Fields fields = new(file.Path, PackYaml.Read(file, faults), faults);
        foreach (var item in fields.Maps(key, needed: true))
        {
            read(item);
            item.Done();
        }
        fields.Done();
    }

    private static TermType SimpleType(Fields fields, string key)
    {
        var text = fields.Text(key);
        TermType? type = text switch
        {
            "bool" => TermType.Flag,
            "number" => TermType.Count,
            "money" => TermType.Sum,
            "date" => TermType.Day,
            "text" => TermType.Words,
            "list of date" => TermType.Days,
            "list of money" => new TermType.List(TermType.Sum),
            "list of number" => new TermType.List(TermType.Count),
            _ => null,
        };
        if (type is null && text.Length > 0) fields.Fault(fields.LineOf(key), $"没有类型“{text}”");
        return type ?? TermType.Words;
    }

    private static ProcedureTerms Procedure(Fields fields)
    {
        List<ReviewBand> bands = [];
        foreach (var band in fields.Maps("review_bands", needed: true))
        {
            bands.Add(new ReviewBand(band.YuanOrNull("up_to"), band.Whole("signatures", 1, 9)));
            band.Done();
        }
        var limits = bands.Select(band => band.UpTo ?? new Money(long.MaxValue)).ToList();
        var ascending = limits.Zip(limits.Skip(1)).All(pair => pair.First < pair.Second);
        if (bands.Count == 0 || bands[^1].UpTo is not null || !ascending) fields.Fault(fields.LineOf("review_bands"), "金额档应由小到大，最后一档不设上限");
        return new ProcedureTerms
        {
            Name = fields.Code("name"),
            Title = fields.Text("title"),
            NoticeWorkingDays = fields.Whole("notice_working_days", 0, 60),
            NoticeCountsFirstDay = fields.Flag("notice_counts_first_day"),
            AutoLimit = fields.Yuan("auto_limit"),
            ReviewBands = bands,
            ReviewerFromSignature = fields.Whole("reviewer_from_signature", 1, 9),
            ReviewWorkingDays = fields.Whole("review_working_days", 1, 120),
            EscalationWorkingDays = fields.Whole("escalation_working_days", 1, 120),
            ObjectionWorkingDays = fields.Whole("objection_working_days", 1, 120),
            AccountCorrectionWorkingDays = fields.Whole("account_correction_working_days", 1, 365),
            FundWaitDays = fields.Whole("fund_wait_days", 1, 3650),
            MaxPaymentAttempts = fields.Whole("max_payment_attempts", 1, 20),
            FullReconciliationDays = fields.Whole("full_reconciliation_days", 1, 31),
        };
    }

    private static List<ParameterValue> Place(Fields fields, TermType type)
    {
        var place = fields.Text("place");
        if (place == "CN") place = "";
        else if (!DistrictCode.TryParse(place, out var code, out var fault) || code.Text != place) fields.Fault(fields.LineOf("place"), fault ?? $"行政区划代码应写成“{code.Text}”");
        var title = fields.Text("title");
        List<ParameterValue> values = [];
        var entries = fields.Maps("values", needed: true).Select(entry => (Fields: entry, Value: Dated(entry, place, title, type))).ToList();
        foreach (var (index, (entry, value)) in entries.Index())
        {
            var next = index + 1 < entries.Count ? entries[index + 1].Value : null;
            values.Add(value with { To = value.To ?? (next?.From > DateOnly.MinValue ? next.From.AddDays(-1) : null) });
            if (next is null || next.From == DateOnly.MinValue) continue;
            var line = entries[index + 1].Fields.Line;
            if (next.From <= value.From || value.To >= next.From) entry.Fault(line, $"与前一段时间重叠（前一段自{value.From:yyyy-MM-dd}起）");
            else if (value.To is { } to && to.AddDays(1) < next.From) entry.Fault(line, $"{to.AddDays(1):yyyy-MM-dd}至{next.From.AddDays(-1):yyyy-MM-dd}没有值；若已取消，请写 value: null");
        }
        fields.Done();
        return values;
    }

    private static ParameterValue Dated(Fields fields, string place, string title, TermType type)
    {
        if (!fields.Has("value")) fields.Need("value");
        Value? value = null;
        if (fields.Find("value") is { } node)
        {
            value = ValueReader.Read(node, type, out var fault);
            if (fault is not null) fields.Fault(node.Line, fault);
        }
        ParameterValue dated = new(place, title, fields.Date("from"), fields.DateOrNull("to"), value, Source(fields));
        if (dated.To < dated.From) fields.Fault(fields.LineOf("to"), "结束日早于开始日");
        fields.Done();
        return dated;
    }
}
