using Benefits.Policy;
using Benefits.Sheets;

namespace Benefits.Enterprises.Lists;

/// <summary>One line of an enterprise list (企业名单): a firm and a title.</summary>
internal sealed record EnterpriseListRow(int Line, CreditCode Code, string Name, DistrictCode? District, Title Title);

/// <summary>A list as read, with all its faults.</summary>
internal sealed record EnterpriseListContent(string Hash, IReadOnlyList<EnterpriseListRow> Rows, IReadOnlyList<string> Ignored, IReadOnlyList<ImportFault> Faults);

/// <summary>Reads an enterprise list as the packs describe its columns: code, name, title, from, to, district and, where the list has it, state.</summary>
internal sealed class EnterpriseListFile(PolicyLibrary library)
{
    internal const long MostBytes = 20 * 1024 * 1024;
    private static readonly Dictionary<string, Tier> Tiers = Enum.GetValues<Tier>().ToDictionary(tier => tier.Word);

    private static readonly Dictionary<string, TitleState> States = new()
    {
        ["valid"] = TitleState.Valid,
        ["expired-review-pending"] = TitleState.ExpiredReviewPending,
        ["expired"] = TitleState.Expired,
        ["withdrawn"] = TitleState.Withdrawn,
    };

    private readonly Dictionary<string, int> _index = library.EnterpriseList.Index().ToDictionary(column => column.Item.Name, column => column.Index);
    private readonly Dictionary<string, CellReader> _cells = library.EnterpriseList.Index().ToDictionary(column => column.Item.Name, column => new CellReader(column.Item, column.Index));

    public async Task<EnterpriseListContent> ReadAsync(Stream content, DateOnly published, CancellationToken cancel)
    {
        ImportFaults faults = new();
        CsvSheet sheet = new(content, [.. library.EnterpriseList.Select(column => column.InSheet)], MostBytes, faults);
        List<EnterpriseListRow> rows = [];
        Dictionary<CreditCode, EnterpriseListRow> firms = [];
        Dictionary<(CreditCode, Tier, DateOnly), EnterpriseListRow> titles = [];
        await foreach (var line in sheet.ReadAsync(cancel))
        {
            if (Take(line, published) is not { } row) continue;
            if (firms.TryGetValue(row.Code, out var other) && (other.Name != row.Name || other.District != row.District)) line.Fault(null, $"与第{other.Line}行是同一企业，名称或区划不一致");
            else if (!titles.TryAdd((row.Code, row.Title.Tier, row.Title.From), row))
            {
                var first = titles[(row.Code, row.Title.Tier, row.Title.From)];
                if (first.Title != row.Title) line.Fault(null, $"与第{first.Line}行是同一称号，有效期止或状态不一致");
            }
            else if (line.IsGood)
            {
                firms.TryAdd(row.Code, row);
                rows.Add(row);
            }
        }
        return new EnterpriseListContent(sheet.Sha256, rows, sheet.Ignored, faults.InOrder());
    }

    private EnterpriseListRow? Take(CsvLine line, DateOnly published)
    {
        Dictionary<string, Value> values = [];
        foreach (var (column, cell) in _cells)
        {
            if (column is not ("code" or "district") && cell.Take(line) is { } value) values[column] = value;
        }
        foreach (var cell in _cells.Values) cell.Compare(line, values, library.EnterpriseList);
        var code = line.Code(_index["code"]);
        DistrictCode? district = line.IsEmpty(_index["district"]) ? null : line.District(_index["district"]);
        if (values.GetValueOrDefault("name") is Value.Text { Is.Length: < 4 }) line.Fault(_index["name"], "企业名称过短，请填写登记的全称");
        var from = values.GetValueOrDefault("from") as Value.Date;
        var to = (values.GetValueOrDefault("to") as Value.Date)?.Is ?? (from is null ? default : TitleTerms.EndOf(from.Is));
        var state = values.GetValueOrDefault("state") is Value.Text said ? States[said.Is] : TitleState.Valid;
        if (state is TitleState.Expired or TitleState.ExpiredReviewPending && to >= published) line.Fault(_index["state"], "有效期尚未届满，与状态不符");
        if (!line.IsGood || from is null) return null;
        return new EnterpriseListRow(line.Number, code, ((Value.Text)values["name"]).Is, district, new Title
        {
            Tier = Tiers[((Value.Text)values["title"]).Is],
            From = from.Is,
            To = to,
            State = state,
            WithdrawnOn = state == TitleState.Withdrawn ? published : null,
            Source = "专精特新企业名单",
            Published = published,
        });
    }
}
