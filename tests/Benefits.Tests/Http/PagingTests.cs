using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Benefits.Cases;
using Benefits.Cases.Notices;
using Benefits.Demo;
using Benefits.Enterprises;
using Benefits.Funds;
using Benefits.Http;
using Benefits.Ledger;
using Benefits.Policy;
using Benefits.Storage;
using Benefits.Timers;
using Microsoft.Extensions.DependencyInjection;

namespace Benefits.Tests.Http;

/// <summary>Every list is walked page by page, by one mechanism.</summary>
public sealed class PagingTests(TestApi api) : IClassFixture<TestApi>
{
    /// <summary>Lists inside of an answer that are as long as a form, a firm, a measure or a procedure makes them, or cut where they are written.</summary>
    private static readonly HashSet<string> Bounded =
    [
        // Of a measure or a case: as many as its text or its procedure has.
        "MeasureView.conditions", "MeasureView.questions", "MeasureView.sources", "ApplicationBrief.measures", "Receipt.measures", "Finding.facts", "ApplicationView.measures", "ApplicationView.steps", "Notice.totals",
        // Of one worker: as many as there are measures and their conditions.
        "DecisionView.lines", "DecisionView.assessments", "DecisionView.notChosen", "AssessmentView.findings", "WorkerPreview.granted", "WorkerPreview.others", "WorkerPreview.notChosen", "WorkerPreview.cautions",
        // Of a firm.
        "EnterpriseView.titles",
        // A header of a file, which has a thousand cells at most.
        "EnterpriseListCounts.ignoredColumns", "RegisterReport.ignoredColumns",
        // Cut: a report's lists by its endpoint, faults of a file at a thousand; a good load has none.
        "ReconciliationReport.funds", "ReconciliationReport.differences", "ReconciliationReport.outstanding", "EnterpriseListView.faults", "RegisterReport.faults", "JobView.faults",
    ];

    /// <summary>The one list of an answer that its <c>next</c> goes on with.</summary>
    private static readonly HashSet<string> Paged = ["ApplicationView.decisions", "PreviewResult.workers", "NoticeView.lines", "AuditView.breaks", "EnterpriseListView.lines"];

    /// <summary>Acts whose answer lists what they did just now, which nobody can ask for twice.</summary>
    private static readonly HashSet<string> Acts = ["Tick"];

    [Fact]
    public void Every_endpoint_that_answers_a_list_is_paged()
    {
        List<string> wrong = [];
        HashSet<string> seen = [];
        foreach (var endpoint in DemoServices.Endpoints.Concat(EndpointCatalog.AtRoot).Where(endpoint => endpoint.Response is not null && !Acts.Contains(endpoint.Name)))
        {
            var type = endpoint.Response!;
            var isPage = type.IsAssignableTo(typeof(IPage));
            if (Info(type).Kind == JsonTypeInfoKind.Enumerable) wrong.Add($"{endpoint.Name} answers a bare list");
            if (isPage != endpoint.Pages is not null) wrong.Add($"{endpoint.Name} {(isPage ? "answers a page but takes no limit" : "takes a limit but answers no page")}");
            if (endpoint.Pages is { } pages && (pages.Ordinary > pages.Max || pages.Max > 500)) wrong.Add($"{endpoint.Name} has pages of {pages}");
            foreach (var list in ListsOf(type, []))
            {
                seen.Add(list);
                if (!Bounded.Contains(list) && !(isPage && (Paged.Contains(list) || list.EndsWith(".items", StringComparison.Ordinal)))) wrong.Add($"{endpoint.Name}: {list} has no end");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct()));
        Assert.Empty(Bounded.Union(Paged).Except(seen));
    }

    public static TheoryData<string> Walked => [.. DemoServices.Endpoints.Where(endpoint => endpoint.Pages is not null && endpoint.Name is not ("PreviewEnterpriseList" or "PreviewApplication" or "ListDifferences" or "VerifyAudit")).Select(endpoint => endpoint.Name)];

    /// <summary>Before each page something is added in front of where the walk stands and behind it.</summary>
    [Theory, MemberData(nameof(Walked))]
    public async Task Walking_all_pages_meets_each_item_once_while_others_are_added(string name)
    {
        var list = ListOf(name);
        for (var number = 1000; number < 1023; number++) await list.AddAsync(number);
        var before = await ItemsAsync(list, 500, null);
        var added = 0;

        var walked = await ItemsAsync(list, 4, async () =>
        {
            if (added >= 6) return;
            await list.AddAsync(100 + added);
            await list.AddAsync(2000 + added++);
        });

        Assert.True(before.Count >= list.AtLeast, $"{before.Count} items");
        Assert.Equal(walked.Count, walked.Distinct().Count());
        Assert.Empty(before.Except(walked));
    }

    [Theory]
    [InlineData("limit=0", "query:limit")]
    [InlineData("limit=501", "query:limit")]
    [InlineData("limit=x", "query:limit")]
    [InlineData("after=", "query:after")]
    [InlineData("after=a", "query:after")]
    [InlineData("after=4LiA", "query:after")]
    [InlineData("after=L2V0Yw", "query:after")]
    [InlineData("after=IQ&after=IQ", "query:after")]
    public async Task A_page_that_nobody_has_is_a_fault(string query, string place)
    {
        using var answer = await api.GetAsync($"/api/demo/staff?{query}");
        await ProblemAssert.NamesAsync(answer, [place], query);
    }

    [Theory]
    [InlineData("limit=1")]
    [InlineData("limit=500")]
    public async Task The_ends_of_the_range_are_pages(string query)
    {
        using var answer = await api.GetAsync($"/api/demo/staff?{query}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>A forged continuation begins at the list's own first row, or shows nothing: other rows of the partition stay out of reach.</summary>
    [Theory]
    [InlineData("!")]
    [InlineData("aaa")]
    [InlineData("zzz")]
    [InlineData("led-~")]
    public async Task A_forged_continuation_leads_nowhere_else(string key)
    {
        var answer = await ReadAsync($"/api/ledger?enterprise={TestWorld.Firm}&after={PageAsked.Write(key)}", "auditor");
        Assert.All(answer.GetProperty("items").EnumerateArray(), entry => Assert.StartsWith("led-", entry.GetProperty("id").GetString(), StringComparison.Ordinal));
        using var notice = await api.GetAsync($"/api/notices/{api.World.Case}?after={PageAsked.Write(key)}");
        Assert.Equal(HttpStatusCode.OK, notice.StatusCode);
    }

    private ListUnderTest ListOf(string name)
    {
        var table = api.Services.GetRequiredService<ITable>();
        var id = api.World.Case;
        async Task CopyAsync<T>(string partition, string prefix, string row, Func<T, T> change)
        {
            var first = await table.ReadAsync(partition, prefix, default).FirstAsync();
            await table.CommitAsync(new TableBatch(partition).Upsert(row, change(first.Read<T>())), default);
        }
        return name switch
        {
            "ListPolicies" => new("/api/policies", null, "items", "id", 5, _ => Task.CompletedTask),
            "ListDemoStaff" => new("/api/demo/staff", null, "items", "subject", TestWorld.Staff.Count, _ => Task.CompletedTask),
            "ListNotices" => new("/api/notices?district=43", null, "items", "title", 23, number => CopyAsync<Notice>("notices", "4301", $"430104-2022{number}-{id}", notice => notice with { Title = Text(number) })),
            "GetNotice" => new($"/api/notices/{id}", null, "lines", "period", 23, number => number >= 2000 ? Task.CompletedTask : CopyAsync<List<NoticeLine>>($"notice-{id}", "p-", $"p-{number}", lines => [lines[0] with { Period = Text(number) }])),
            "ListQueue" => new("/api/queue?district=430104", "caseworker", "items", "enterpriseName", 23, number => table.CommitAsync(new TableBatch("queue-430104").Upsert($"2022{number}-{id}", new QueueRow { Id = id, EnterpriseName = Text(number), DueOn = new(2022, 9, 9), Signature = 1, Workers = 1 }), default)),
            "ListEnterpriseMessages" => new($"/api/enterprises/{TestWorld.Firm}/messages", "agent", "items", "text", 23, number => table.CommitAsync(new TableBatch($"ent-{TestWorld.Firm}").Upsert($"note-{number:0000}", new EnterpriseNote("test", new(2022, 9, 1), Text(number))), default)),
            "ListApplications" => new($"/api/applications?enterprise={TestWorld.Firm}", "agent", "items", "id", 23, number => CopyAsync<CaseHeader>($"ent-{TestWorld.Firm}", "case-", $"case-{number:000000000000}", row => row with { Id = CaseId.Derive(id.Enterprise, Text(number)), ReceivedAt = TestApi.Now.AddMinutes(number) })),
            "GetApplication" => new($"/api/applications/{id}", "agent", "decisions", "worker", 23, number => CopyAsync<DecisionRow>(id.Partition, $"{id.Keys.All}-d-", id.Keys.Decision(number), row => row with { Worker = number })),
            "ListFunds" => new("/api/funds", "auditor", "items", "fund", 23, number => api.Services.GetRequiredService<FundStore>().SetBudgetAsync(new FundKey("employment", TestWorld.County, number), Money.FromYuan(1), "test", default)),
            "ListLedger" => new($"/api/ledger?enterprise={TestWorld.Firm}", "auditor", "items", "id", 23, number => table.CommitAsync(new TableBatch($"ent-{TestWorld.Firm}").Upsert($"led-{number:0000}", new LedgerEntry { Id = $"led-{number:0000}", LineId = Text(number), Debit = "a", Credit = "b", Amount = Money.FromYuan(1), On = new(2022, 9, 1), Code = "c" }), default)),
            "ListJobRuns" => new("/api/jobs", "operator", "items", "job", 23, number => table.CommitAsync(new TableBatch("jobs").Upsert($"run-2022-09-01-j{number:0000}", new JobRun { Job = $"j{number:0000}", Date = new(2022, 9, 1), State = JobState.Done, Attempt = 1, StartedAt = TestApi.Now }), default)),
            _ => throw new ArgumentException($"Say how {name} gets its items.", nameof(name)),
        };
    }

    private async Task<List<string>> ItemsAsync(ListUnderTest list, int limit, Func<Task>? beforeEachPage)
    {
        List<string> items = [];
        string? next = null;
        var most = limit == 500 && list.Items is "decisions" ? 200 : list.Path.EndsWith("policies", StringComparison.Ordinal) ? Math.Min(limit, 200) : limit;
        do
        {
            if (beforeEachPage is not null) await beforeEachPage();
            var answer = await ReadAsync($"{list.Path}{(list.Path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={most}{(next is null ? "" : $"&after={next}")}", list.Subject);
            var page = answer.GetProperty(list.Items).EnumerateArray().Select(item => item.GetProperty(list.Key).ToString()).ToList();
            Assert.InRange(page.Count, next is null ? 0 : 1, most);
            items.AddRange(page);
            next = answer.TryGetProperty("next", out var more) ? more.GetString() : null;
            Assert.True(next is null || page.Count == most);
        }
        while (next is not null);
        return items;
    }

    private async Task<JsonElement> ReadAsync(string path, string? subject)
    {
        using var answer = await api.GetAsync(path, subject is null ? null : await api.SignInAsync(subject));
        var said = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {said}");
        return JsonDocument.Parse(said).RootElement;
    }

    private static string Text(int number) => number.ToString("0000", CultureInfo.InvariantCulture);

    private static JsonTypeInfo Info(Type type) => StoredJson.Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);

    private static IEnumerable<string> ListsOf(Type type, HashSet<Type> seen)
    {
        var info = Info(type);
        if (info.Kind == JsonTypeInfoKind.Enumerable)
        {
            foreach (var inner in ListsOf(info.ElementType!, seen)) yield return inner;
        }
        if (info.Kind != JsonTypeInfoKind.Object || !seen.Add(info.Type)) yield break;
        foreach (var property in info.Properties.Where(property => property.Get is not null))
        {
            if (Info(property.PropertyType).Kind == JsonTypeInfoKind.Enumerable) yield return $"{info.Type.Name.Split('`')[0]}.{property.Name}";
            foreach (var inner in ListsOf(property.PropertyType, seen)) yield return inner;
        }
    }

    /// <param name="AtLeast">How many items it has after the adding.</param>
    private sealed record ListUnderTest(string Path, string? Subject, string Items, string Key, int AtLeast, Func<int, Task> AddAsync);
}
