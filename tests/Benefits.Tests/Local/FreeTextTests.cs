using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Benefits.Applications;
using Benefits.Audit;
using Benefits.Audit.Verification;
using Benefits.Cases;
using Benefits.Cases.Notices;
using Benefits.Demo;
using Benefits.Enterprises.Lists;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Http.Bodies;
using Benefits.Payouts;
using Benefits.Policy;
using Benefits.Reconciliation;
using Benefits.Storage;
using Benefits.Telemetry;
using Benefits.Tests.Payouts;
using Benefits.Tests.Registers;
using Benefits.Tests.Storage;

namespace Benefits.Tests.Local;

/// <summary>
/// A case in which every text that anyone can type freely, at any endpoint and in any file, is a name and a number of its own.
/// None of them is found again in a row, a file, the workflow's history, a log line, a span or a refusal; only those who may see the case read the reasons.
/// </summary>
public sealed class FreeTextTests : IDisposable
{
    private static readonly Hire[] Hires = Hire.Graduates(8);

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _markers = [];
    private readonly List<string> _refusals = [];
    private readonly HashSet<string> _sent = [];

    [Fact]
    public async Task What_people_type_is_found_nowhere_in_clear_and_the_reasons_are_read_by_those_who_may_see_the_case()
    {
        ConcurrentBag<Activity> spans = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == Instruments.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using var remains = Remains.OnDisk(_folder);
        await using var host = await HttpWorld.StartAsync(remains, Hires);
        var world = host.World;
        var agent = Token(host, "agent", Role.Agent);
        var caseworker = Token(host, "caseworker-9", Role.Caseworker);
        var decider = Token(host, "decider-9", Role.Caseworker);
        var @operator = Token(host, "operator-9", Role.Operator);

        foreach (var register in PolicyLibrary.LoadBuiltIn().Registers.Select(register => register.Name)) await LoadAsync(host, register, @operator);
        await DropAsync(world, remains);
        await SendAsync(host, "DemoSignIn", "", new DemoSignIn { Subject = "x" }, null, HttpStatusCode.NotFound);
        await SendAsync(host, "RaiseBudget", "funds/employment/430104/2023/budgets", new BudgetForm { Amount = new Money(1), Reference = "2023-1" }, @operator, HttpStatusCode.OK);

        var form = PayoutWorld.Form(Hires);
        await SendAsync(host, "PreviewApplication", "", form, agent, HttpStatusCode.OK);
        world.Bank.Mood = new BankMood { Plans = [new BankPlan("pay-", null, BankFate.Return)] };
        var id = StoredJson.Read<Receipt>(await SendAsync(host, "SubmitApplication", "", form, agent, HttpStatusCode.Accepted)).Id;
        await world.Engine.IdleAsync(default);
        Assert.Equal(Stage.InReview, await world.StageAsync(id));
        await SendAsync(host, "SignApplication", $"applications/{id}/signatures", new SignatureForm { Approved = true, Without = [new LineId(id, 3, 1)], Reason = "x" }, caseworker, HttpStatusCode.Accepted);
        await world.Engine.IdleAsync(default);
        LineId line = new(id, 2, 1);
        await SendAsync(host, "RaiseObjection", $"lines/{line}/objections", new ObjectionForm { Name = "x", Phone = "x", Grounds = "x" }, null, HttpStatusCode.Accepted);
        await SendAsync(host, "DecideObjection", $"lines/{line}/objections/1", new ObjectionDecision { Upheld = true, Reason = "x" }, decider, HttpStatusCode.Accepted);
        while (await world.StageAsync(id) != Stage.WaitingForAccount) await world.PassADayAtMostAsync(jobs: true);
        world.Bank.Mood = BankMood.Calm;
        await SendAsync(host, "CorrectAccount", $"applications/{id}/account", PayoutWorld.Account(1, PayoutWorld.GoodAccount), agent, HttpStatusCode.Accepted);
        await world.Engine.IdleAsync(default);
        while (await world.StageAsync(id) != Stage.Settled) await world.PassADayAtMostAsync(jobs: true);
        await world.Get<BooksCheck>().ReconcileAsync(remains.Clock.BusinessDate, default);

        // Every free text of every request was sent.
        Assert.Equal(DemoServices.Endpoints.Where(endpoint => endpoint.Request is not null).SelectMany(endpoint => FreeTexts(Shape.Of(endpoint.Request!), "").Select(field => $"{endpoint.Name}{field}")).Order(), _sent.Order());

        var view = StoredJson.Write(await world.ViewAsync(id));
        Assert.Contains(_markers["SignApplication/reason"], view, StringComparison.Ordinal);
        Assert.Contains(_markers["DecideObjection/reason"], view, StringComparison.Ordinal);
        await NothingInClearAsync(world, remains, id, spans);
        await ErasedAsync(world, id);
    }

    /// <summary>A parameter takes either values of a closed form, or text that is kept nowhere.</summary>
    [Fact]
    public void No_parameter_takes_text_that_is_kept()
    {
        var free = DemoServices.Endpoints.SelectMany(endpoint => endpoint.Parameters.Where(parameter => parameter.FaultOf("张三13912345678") is null || parameter.FaultOf("Zhang/13912345678") is null).Select(parameter => $"{endpoint.Name} {parameter.Name}"));

        // The application's number is a hash of it.
        Assert.Equal(["SubmitApplication Idempotency-Key"], free);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Text shapes without a pattern, by their pointer; those of a list's elements with <c>*</c>.</summary>
    private static IEnumerable<string> FreeTexts(Shape shape, string pointer) => shape switch
    {
        TextShape { Pattern: null } => [pointer],
        ObjectShape known => known.Members.SelectMany(member => FreeTexts(member.Shape, $"{pointer}/{member.Name}")),
        ListShape list => FreeTexts(list.Element, $"{pointer}/*"),
        MapShape map => FreeTexts(map.Element, $"{pointer}/*"),
        _ => [],
    };

    /// <summary>Sends the body with a marker in each free text: a name with a number; where that is refused, digits; where those are refused too, what stood there.</summary>
    private async Task<string> SendAsync<T>(HttpWorld host, string name, string route, T body, string? token, HttpStatusCode expected)
    {
        var endpoint = DemoServices.Endpoints.Single(one => one.Name == name);
        var fields = FreeTexts(Shape.Of(endpoint.Request!), "").SelectMany(field => Places(JsonNode.Parse(StoredJson.Write(body))!, field)).ToDictionary(place => place, _ => 0);
        foreach (var field in FreeTexts(Shape.Of(endpoint.Request!), "")) _sent.Add($"{name}{field}");
        for (var attempt = 0; ; attempt++)
        {
            var sent = JsonNode.Parse(StoredJson.Write(body))!;
            foreach (var (place, stage) in fields.Where(field => field.Value < 2)) Put(sent, place, Marker($"{name}{place}", digits: stage == 1));
            using HttpRequestMessage request = new(HttpMethod.Post, route.Length == 0 ? endpoint.Route : route) { Content = new StringContent(sent.ToJsonString(), Encoding.UTF8, "application/json") };
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (name == "SubmitApplication") request.Headers.Add("Idempotency-Key", _markers["Idempotency-Key"] = "ZhangSan.13912345678");
            using var answer = await host.Http.SendAsync(request);
            var said = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode == expected)
            {
                if (!answer.IsSuccessStatusCode) _refusals.Add(said);
                return said;
            }
            _refusals.Add(said);
            var wrong = (StoredJson.Read<Problem>(said).Errors ?? []).Select(fault => fault.At).Where(fields.ContainsKey).Distinct().ToList();
            Assert.True(wrong.Count > 0 && attempt < 5, $"{name}: {said}");
            foreach (var place in wrong) fields[place]++;
        }
    }

    private string Marker(string where, bool digits)
    {
        if (!_markers.TryGetValue($"{where}{(digits ? "#" : "")}", out var marker))
        {
            var number = _markers.Count + 1;
            marker = digits ? $"8613{number:00000000}" : $"司徒标记{number:000}号1391234{number:0000}";
            _markers[$"{where}{(digits ? "#" : "")}"] = marker;
        }
        return marker;
    }

    /// <summary>The pointers that a pattern with <c>*</c> has in this body.</summary>
    private static IEnumerable<string> Places(JsonNode body, string pattern)
    {
        IEnumerable<(string Pointer, JsonNode? Node)> found = [("", body)];
        foreach (var part in pattern.Split('/').Skip(1))
        {
            found = part == "*"
                ? found.SelectMany(one => one.Node is JsonArray list ? list.Select((item, index) => ($"{one.Pointer}/{index}", item)) : [])
                : found.Select(one => ($"{one.Pointer}/{part}", one.Node?[part]));
        }
        return found.Where(one => one.Node is not null).Select(one => one.Pointer);
    }

    private static void Put(JsonNode body, string pointer, string value)
    {
        var parts = pointer.Split('/').Skip(1).ToArray();
        var node = parts[..^1].Aggregate(body, (at, part) => at is JsonArray list ? list[int.Parse(part, CultureInfo.InvariantCulture)]! : at[part]!);
        if (node is JsonArray array) array[int.Parse(parts[^1], CultureInfo.InvariantCulture)] = value;
        else node[parts[^1]] = value;
    }

    /// <summary>A marker in each column of the register, one after the other, and in the query.</summary>
    private async Task LoadAsync(HttpWorld host, string register, string token)
    {
        var (header, good) = RegisterTests.Sheets[register];
        var cells = good.Split(',');
        for (var column = 0; column < cells.Length; column++)
        {
            var marked = cells.ToArray();
            marked[column] = Marker($"{register}/{column}", digits: false);
            await PostFileAsync(host, $"registers/{register}?asOf=2022-08-31", $"{header}\n{string.Join(',', marked)}\n", token);
        }
        await PostFileAsync(host, $"registers/{register}?asOf=2022-08-31&source={Uri.EscapeDataString(Marker($"{register}/source", digits: false))}", $"{header}\n{good}\n", token);
        await PostFileAsync(host, $"registers/{register}?asOf=2022-08-31&source=4301", $"{header}\n{good}\n", token);
    }

    private async Task PostFileAsync(HttpWorld host, string route, string csv, string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, route) { Content = new StringContent(csv, Encoding.UTF8, "text/csv") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await host.Http.SendAsync(request);
        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity });
        _refusals.Add(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A broken list whose file is named after someone, with markers in all columns but the firm's name, which is public.</summary>
    private async Task DropAsync(PayoutWorld world, Remains remains)
    {
        var line = string.Join(',', Office.Code(5).Text, "湘江示例5有限公司", Marker("list/title", false), Marker("list/from", false), Marker("list/to", false), Marker("list/district", false));
        ((MemoryFiles)remains.Files).Drop(EnterpriseListRefresh.Folder, $"{Marker("list/file", false)}.csv", Encoding.UTF8.GetBytes($"code,name,title,from,to,district\n{line}\n"));
        await world.Get<EnterpriseListRefresh>().RunAsync(remains.Clock.BusinessDate, default);
        Assert.Single(await remains.Files.ListAsync(EnterpriseListRefresh.SetAsideFolder, default).ToListAsync());
    }

    private async Task NothingInClearAsync(PayoutWorld world, Remains remains, CaseId id, IEnumerable<Activity> spans)
    {
        List<(string Where, string Text)> said = [.. world.Log.Lines.Select(line => ("log", line)), .. _refusals.Select(refusal => ("refusal", refusal)), ("history", world.Engine.ReadHistory(id.Instance)!.Print())];
        await foreach (var row in remains.Table.AllAsync()) said.Add(($"{row.Key}", $"{row.Key} {row.Body}"));
        await foreach (var row in remains.Bank.AllAsync()) said.Add(($"bank {row.Key}", $"{row.Key} {row.Body}"));
        // The list folder itself belongs to who drops the files there.
        foreach (var folder in (string[])["register-loads", "enterprise-lists-applied", EnterpriseListRefresh.SetAsideFolder, Reconciler.Place, AuditSeal.Place])
        {
            await foreach (var file in remains.Files.ListAsync(folder, default))
            {
                using StreamReader reader = new((await remains.Files.OpenAsync(folder, file.Name, default))!);
                said.Add(($"{folder}/{file.Name}", file.Name + await reader.ReadToEndAsync()));
            }
        }
        foreach (var span in spans) said.Add(("span", $"{span.DisplayName} {span.StatusDescription} {string.Join(' ', span.TagObjects.Select(tag => tag.Value))} {string.Join(' ', span.Events.SelectMany(happened => happened.Tags).Select(tag => tag.Value))}"));
        Assert.True(said.Count > 300 && _markers.Count > 60, $"There was little to look through: {said.Count} texts, {_markers.Count} markers.");

        var found = said.SelectMany(one => _markers.Where(marker => one.Text.Contains(marker.Value, StringComparison.Ordinal)).Select(marker => $"{marker.Key} stands in {one.Where}"))
            // A bank's number (联行号) is public, and the bank's own books name it.
            .Where(place => !place.Contains("/bankCode# stands in bank ", StringComparison.Ordinal));

        Assert.Empty(found);
    }

    /// <summary>A text is erased by taking its row away: the case is shown without it, and all audit chains hold.</summary>
    private static async Task ErasedAsync(PayoutWorld world, CaseId id)
    {
        List<TableRow> texts = [];
        await foreach (var row in world.Remains.Table.ReadAsync(id.Partition, $"{id.Keys.All}-text-", default)) texts.Add(row);
        Assert.Equal(3, texts.Count);
        foreach (var row in texts) Assert.IsType<Commit.Done>(await world.Get<Journal>().CommitAsync(new TableBatch(id.Partition).Delete(row.Key.Row, row.ETag), [new BusinessFact(new FactKind("text-erased", "文本已删除", "文本", Recorders.Anyone), row.Key.Row, "")], default));

        var view = await world.ViewAsync(id);

        Assert.Contains(view.Steps, step => step.Text.EndsWith(SealedTexts.Erased, StringComparison.Ordinal));
        Assert.Empty((await world.Get<AuditVerification>().VerifyAsync(default)).Breaks);
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
    }

    private static string Token(HttpWorld host, string subject, Role role) => host.World.Get<DemoTokens>().Sign(new DemoIdentity
    {
        Subject = subject,
        Name = subject,
        Role = role,
        CreditCode = role == Role.Agent ? Office.Code(1) : null,
        District = role == Role.Caseworker ? PayoutWorld.County : null,
    }).Token;
}
