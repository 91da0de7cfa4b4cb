using Benefits.Policy.Expressions;

namespace Benefits.Policy.Reading;

/// <summary>Reads document.yaml and the measures beside it.</summary>
internal sealed class MeasureReader(
    FaultList faults,
    FactCatalogue facts,
    IReadOnlyDictionary<string, ParameterTerms> parameters,
    IReadOnlyDictionary<string, FundTerms> funds,
    IReadOnlyDictionary<string, ProcedureTerms> procedures)
{
    public PolicyDocument Document(PackFile file, string id)
    {
        Fields fields = new(file.Path, PackYaml.Read(file, faults), faults);
        List<AnnouncedMeasure> announces = [];
        foreach (var entry in fields.Maps("announces"))
        {
            announces.Add(new AnnouncedMeasure(entry.Text("clause"), entry.Text("title"), entry.Choice<MeasureKind>("kind")));
            entry.Done();
        }
        var inForce = fields.Map("in_force");
        PolicyDocument document = new()
        {
            Id = id,
            Number = fields.Text("number"),
            Title = fields.Text("title"),
            Issuers = fields.Texts("issuers", needed: true),
            Region = Region(fields),
            IssuedOn = fields.DateOrNull("issued_on"),
            From = inForce.Date("from"),
            To = inForce.DateOrNull("to"),
            Superseded = Superseded(fields),
            Sources = Sources(fields),
            Announces = announces,
        };
        if (document.To < document.From) inForce.Fault(inForce.LineOf("to"), "结束日早于开始日");
        inForce.Done();
        fields.Done();
        return document;
    }

    /// <param name="text">The measure with what it takes from the one it is like.</param>
    public Measure Measure(PackFile file, PackNode? text, PolicyDocument document)
    {
        Fields fields = new(file.Path, text, faults);
        var periods = Expression(fields, "periods", false, false, TermType.Days);
        var repeats = fields.Has("periods");
        var article = fields.Text("clause");
        var clause = $"{document.Number} {article}";
        var instalments = Instalments(fields, clause, repeats);
        var kind = fields.Choice<MeasureKind>("kind");
        var pays = kind is MeasureKind.Grant or MeasureKind.Reimbursement;
        var exclusive = Exclusives(fields);
        if (pays && fields.Has("kind") && exclusive.Count == 0) fields.Fault(fields.Line, "发钱的办法应写明 exclusive，否则可能重复发放");
        var amount = Expression(fields, "amount", pays && instalments.Count == 0, repeats, TermType.Sum);
        if (instalments.Count > 0 && fields.Has("amount")) fields.Fault(fields.LineOf("amount"), "分期的办法只在各期写金额");
        Measure measure = new()
        {
            Id = fields.Code("measure"),
            Title = fields.Text("title"),
            Document = document,
            Clause = clause,
            Kind = kind,
            Audience = fields.Choice<Audience>("audience"),
            Per = fields.Choice<AwardUnit>("per"),
            InForce = Window(fields),
            Superseded = Superseded(fields),
            Fund = Known(fields, "fund", funds, pays),
            Payee = fields.Choice<Payee>("payee"),
            Exclusive = exclusive,
            Conditions = Conditions(fields, clause, repeats, needed: true),
            Amount = amount,
            Evidence = fields.Texts("evidence"),
            Procedure = Known(fields, "procedure", procedures, true) ?? Nothing,
            Questions = Questions(fields),
            Instalments = instalments,
            Periods = periods,
            Sources = Sources(fields),
        };
        fields.Done();
        var name = $"{(ArticleCode.Of(article) is { } code ? $"{code}-" : "")}{measure.Id}.yaml";
        if (measure.Id.Length > 0 && article.Length > 0 && file.Path.Split('/')[^1] != name) faults.Add(fields.LineOf("clause"), $"文件名应为“{name}”：条款在前，办法在后");
        return measure;
    }

    /// <summary>Stands in where the procedure is unknown, which is a fault already.</summary>
    private static ProcedureTerms Nothing => new()
    {
        Name = "",
        Title = "",
        NoticeWorkingDays = 0,
        NoticeCountsFirstDay = false,
        AutoLimit = Money.Zero,
        ReviewBands = [],
        ReviewerFromSignature = 1,
        ReviewWorkingDays = 0,
        EscalationWorkingDays = 0,
        ObjectionWorkingDays = 0,
        AccountCorrectionWorkingDays = 0,
        FundWaitDays = 0,
        MaxPaymentAttempts = 0,
        FullReconciliationDays = 0,
    };

    private InForce Window(Fields fields)
    {
        var window = fields.Map("in_force");
        var decidedBy = Expression(window, "decided_by", true, false, TermType.Day) ?? new Expression.Period();
        InForce inForce = new(window.Date("from"), window.DateOrNull("to"), decidedBy, window.DateOrNull("apply_by"));
        if (inForce.To < inForce.From) window.Fault(window.LineOf("to"), "结束日早于开始日");
        window.Done();
        return inForce;
    }

    private List<Condition> Conditions(Fields fields, string clause, bool hasPeriod, bool needed)
    {
        List<Condition> conditions = [];
        foreach (var entry in fields.Maps("conditions", needed))
        {
            var when = Expression(entry, "when", true, hasPeriod, TermType.Flag);
            Condition condition = new(entry.Text("says"), entry.TextOrNull("clause") ?? clause, when ?? new Expression.Constant(new Value.Bool(false), TermType.Flag), entry.TextOrNull("remedy"));
            if (conditions.Any(other => other.Says == condition.Says)) entry.Fault(entry.Line, $"条件“{condition.Says}”重复");
            conditions.Add(condition);
            entry.Done();
        }
        return conditions;
    }

    private List<Instalment> Instalments(Fields fields, string clause, bool hasPeriod)
    {
        List<Instalment> instalments = [];
        foreach (var entry in fields.Maps("instalments"))
        {
            var amount = Expression(entry, "amount", true, hasPeriod, TermType.Sum) ?? new Expression.Period();
            instalments.Add(new Instalment(entry.Code("name"), entry.Text("title"), Conditions(entry, clause, hasPeriod, needed: false), amount));
            entry.Done();
        }
        return instalments;
    }

    private static List<Exclusive> Exclusives(Fields fields)
    {
        List<Exclusive> groups = [];
        foreach (var entry in fields.Maps("exclusive"))
        {
            groups.Add(new Exclusive(entry.Code("group"), entry.Choice<ExclusiveScope>("scope")));
            entry.Done();
        }
        return groups;
    }

    private static List<OpenQuestion> Questions(Fields fields)
    {
        List<OpenQuestion> questions = [];
        foreach (var entry in fields.Maps("questions"))
        {
            questions.Add(new OpenQuestion(entry.Text("question"), entry.Text("answer")));
            entry.Done();
        }
        return questions;
    }

    private static List<SourceNote> Sources(Fields fields)
    {
        List<SourceNote> sources = [];
        foreach (var entry in fields.Maps("sources"))
        {
            sources.Add(CatalogueReader.Source(entry));
            entry.Done();
        }
        return sources;
    }

    private Supersession? Superseded(Fields fields)
    {
        if (fields.MapOrNull("superseded") is not { } entry) return null;
        if (entry.TextOrNull("by") is { } norm) faults.Names(entry.LineOf("by"), norm);
        Supersession superseded = new(entry.Text("by"), entry.Date("on"));
        entry.Done();
        return superseded;
    }

    private static string Region(Fields fields)
    {
        var region = fields.Text("region");
        if (region is "CN" or "") return "";
        if (!DistrictCode.TryParse(region, out var code, out var fault)) fields.Fault(fields.LineOf("region"), fault);
        return code.Text ?? "";
    }

    private static T? Known<T>(Fields fields, string key, IReadOnlyDictionary<string, T> known, bool needed)
        where T : class
    {
        var name = needed ? fields.Text(key) : fields.TextOrNull(key);
        if (string.IsNullOrEmpty(name)) return null;
        if (known.TryGetValue(name, out var found)) return found;
        fields.Fault(fields.LineOf(key), $"“{key}”没有“{name}”{Spelling.Hint(name, known.Keys)}");
        return null;
    }

    private Expression? Expression(Fields fields, string key, bool needed, bool hasPeriod, params IReadOnlyList<TermType> expected)
    {
        var node = needed ? fields.Need(key) : fields.Find(key);
        if (node is null) return null;
        var text = fields.TextOrNull(key);
        if (text is null) return null;
        var reading = ExpressionReader.Read(text, new ExpressionScope(facts, parameters, hasPeriod), expected);
        foreach (var fault in reading.Faults) fields.Fault(node.Line, $"“{key}”第{fault.Column}列：{fault.Message}");
        // A figure beside money is money. Nought is no figure that a norm sets.
        var amounts = reading.Expression?.Tree.OfType<Expression.Constant>().Where(constant => constant is { Type: TermType.Money, Is: not Value.Number { Is: 0 } }) ?? [];
        if (amounts.Any()) fields.Fault(node.Line, $"“{key}”写了金额：金额只写在 parameters/ 中，用 param('名称', 行政区划, 日期) 引用");
        return reading.Expression;
    }
}
