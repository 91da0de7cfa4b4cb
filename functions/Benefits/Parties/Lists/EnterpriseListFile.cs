using Benefits.Parties.Csv;

namespace Benefits.Parties.Lists;

/// <summary>One line of an enterprise list (企业名单): a firm and a title.</summary>
internal sealed record EnterpriseListRow(int Line, CreditCode Code, string Name, DistrictCode? District, Title Title);

/// <summary>A list as read, with all its faults.</summary>
internal sealed record EnterpriseListContent(string Hash, IReadOnlyList<EnterpriseListRow> Rows, IReadOnlyList<string> Ignored, IReadOnlyList<ImportFault> Faults);

/// <summary>Reads an enterprise list: code, name, title, from, to, district and, where the list has it, state.</summary>
internal static class EnterpriseListFile
{
    internal const long MostBytes = 20 * 1024 * 1024;
    private const int Code = 0, Name = 1, TitleName = 2, From = 3, To = 4, District = 5, State = 6;

    private static readonly CsvColumn[] Columns =
    [
        new("code", "统一社会信用代码", ["信用代码", "社会信用代码"]),
        new("name", "企业名称", ["单位名称", "名称"]),
        new("title", "称号", ["认定类型", "企业类型"]),
        new("from", "有效期起", ["有效期开始", "起始日期"]),
        new("to", "有效期止", ["有效期结束", "截止日期"], Optional: true),
        new("district", "区划", ["行政区划", "行政区划代码", "区划代码"]),
        new("state", "状态", ["称号状态"], Optional: true),
    ];

    private static readonly Dictionary<string, Tier> Tiers = new()
    {
        ["创新型"] = Tier.Innovative,
        ["创新型中小企业"] = Tier.Innovative,
        ["INNOVATIVE"] = Tier.Innovative,
        ["专精特新"] = Tier.Specialised,
        ["专精特新中小企业"] = Tier.Specialised,
        ["省级专精特新中小企业"] = Tier.Specialised,
        ["SPECIALISED"] = Tier.Specialised,
        ["国家级专精特新小巨人"] = Tier.LittleGiant,
        ["国家级专精特新小巨人企业"] = Tier.LittleGiant,
        ["专精特新小巨人"] = Tier.LittleGiant,
        ["专精特新小巨人企业"] = Tier.LittleGiant,
        ["小巨人"] = Tier.LittleGiant,
        ["小巨人企业"] = Tier.LittleGiant,
        ["LITTLEGIANT"] = Tier.LittleGiant,
        // The province's own title had the national one's words before 2023; a list that means it says so.
        ["湖南省专精特新小巨人企业"] = Tier.Specialised,
        ["省级专精特新小巨人企业"] = Tier.Specialised,
    };

    private static readonly Dictionary<string, TitleState> States = new()
    {
        ["有效"] = TitleState.Valid,
        ["VALID"] = TitleState.Valid,
        ["复核中"] = TitleState.ExpiredReviewPending,
        ["到期待复核"] = TitleState.ExpiredReviewPending,
        ["EXPIREDREVIEWPENDING"] = TitleState.ExpiredReviewPending,
        ["已到期"] = TitleState.Expired,
        ["EXPIRED"] = TitleState.Expired,
        ["已撤销"] = TitleState.Withdrawn,
        ["撤销"] = TitleState.Withdrawn,
        ["WITHDRAWN"] = TitleState.Withdrawn,
    };

    public static async Task<EnterpriseListContent> ReadAsync(Stream content, DateOnly published, CancellationToken cancel)
    {
        ImportFaults faults = new();
        CsvSheet sheet = new(content, Columns, MostBytes, faults);
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

    private static EnterpriseListRow? Take(CsvLine line, DateOnly published)
    {
        var code = line.Code(Code);
        var name = line.Text(Name, 100);
        var tier = line.Choice(TitleName, Tiers);
        var from = line.Date(From);
        var to = line.OptionalDate(To) ?? (from == default ? default : TitleTerms.EndOf(from));
        DistrictCode? district = line.IsEmpty(District) ? null : line.District(District);
        var state = line.IsEmpty(State) ? TitleState.Valid : line.Choice(State, States);
        if (from != default && to < from) line.Fault(To, "早于有效期起");
        if (state is TitleState.Expired or TitleState.ExpiredReviewPending && to >= published) line.Fault(State, "有效期尚未届满，与状态不符");
        if (name.Length is > 0 and < 4) line.Fault(Name, "企业名称过短，请填写登记的全称");
        if (!line.IsGood) return null;
        return new EnterpriseListRow(line.Number, code, name, district, new Title
        {
            Tier = tier,
            From = from,
            To = to,
            State = state,
            WithdrawnOn = state == TitleState.Withdrawn ? published : null,
            Source = "专精特新企业名单",
            Published = published,
        });
    }
}
