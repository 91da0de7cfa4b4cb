using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Benefits.Applications;
using Benefits.Cases;
using Benefits.Cases.Notices;
using Benefits.Demo;
using Benefits.Funds;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Payouts;
using Benefits.Storage;
using Benefits.Tests.Payouts;
using Benefits.Tests.Registers;
using Benefits.Tests.Storage;

namespace Benefits.Tests.Local;

/// <summary>Twenty different requests at once for what only one of them can have: one is accepted and is what is stored, all others hear 409 and what stands.</summary>
public sealed class ConflictTests : IDisposable
{
    private const int AtOnce = 20;

    private static readonly Hire[] Three = Hire.Graduates(3);

    private readonly TempFolder _folder = new();

    /// <summary>Endpoints that decide nothing, or of whose requests each is kept.</summary>
    private static readonly string[] WithoutConflict = ["PreviewApplication", "PreviewEnterpriseList", "Reconcile", "VerifyAudit", "Tick", "DemoSignIn"];

    private static readonly string[] Held = ["SubmitApplication", "CorrectAccount", "SignApplication", "RaiseObjection", "DecideObjection", "RaiseBudget", "ImportEnterpriseList", "LoadRegister", "RunJob"];

    [Fact]
    public void Every_endpoint_that_writes_is_held_here()
    {
        var writing = DemoServices.Endpoints.Where(endpoint => endpoint.Verb != Verb.Get).Select(endpoint => endpoint.Name);
        Assert.Equal(writing.Order(), Held.Concat(WithoutConflict).Order());
    }

    [Fact]
    public async Task Of_twenty_forms_under_one_key_one_is_received()
    {
        using var remains = Remains.OnDisk(_folder);
        await using var host = await HttpWorld.StartAsync(remains, Three);
        var token = Token(host, Agent("agent"));

        var answers = await AtOnceAsync(number => PostAsync(host, Routes.Applications, PayoutWorld.Form(Three, account: AccountOf(number)), token, "same-key"));

        var winner = One(answers, HttpStatusCode.Accepted, HttpStatusCode.UnprocessableEntity);
        var id = StoredJson.Read<Receipt>(answers[winner].Body).Id;
        Assert.Equal(AccountOf(winner), (await host.World.Get<PayeeAccounts>().CurrentAsync(id, default)).Number);
    }

    [Fact]
    public async Task Of_twenty_corrected_accounts_one_is_kept()
    {
        using var remains = Remains.OnDisk(_folder);
        await using var host = await HttpWorld.StartAsync(remains, Three);
        host.World.Bank.Mood = new BankMood { ClosedAccountSuffixes = ["0000"] };
        var id = await host.World.ApplyAsync(Three, account: PayoutWorld.ClosedAccount);
        await host.World.PassToNextAsync(jobs: false);
        Assert.Equal(Stage.WaitingForAccount, await host.World.StageAsync(id));
        var address = Routes.ApplicationAccount.Replace("{id}", id.Text, StringComparison.Ordinal);
        // Two agents of the firm, each with ten different accounts.
        string[] tokens = [Token(host, Agent("agent")), Token(host, Agent("agent-2"))];

        var answers = await AtOnceAsync(number => PostAsync(host, address, PayoutWorld.Account(1, AccountOf(number)), tokens[number % 2]));

        var winner = One(answers, HttpStatusCode.Accepted, HttpStatusCode.Conflict);
        Assert.Equal(AccountOf(winner), (await host.World.Get<PayeeAccounts>().CurrentAsync(id, default)).Number);
        Assert.Equal(1, (await host.World.ProgressAsync(id)).Steps.Count(step => step.Key is StepKey.AccountCorrected));
        await host.World.Engine.IdleAsync(default);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(host, address, PayoutWorld.Account(1, AccountOf(winner)), tokens[winner % 2])).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(host, address, PayoutWorld.Account(1, AccountOf(winner)), tokens[1 - winner % 2])).Status);
        Assert.Contains("现状", answers[(winner + 1) % AtOnce].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_twenty_signatures_one_is_given()
    {
        var hires = Hire.Graduates(8);
        using var remains = Remains.OnDisk(_folder);
        await using var host = await HttpWorld.StartAsync(remains, hires);
        var id = await host.World.ApplyAsync(hires);
        Assert.Equal(Stage.InReview, await host.World.StageAsync(id));
        var address = Routes.ApplicationSignature.Replace("{id}", id.Text, StringComparison.Ordinal);
        var tokens = Enumerable.Range(0, AtOnce).Select(number => Token(host, Caseworker(number))).ToList();

        var answers = await AtOnceAsync(number => PostAsync(host, address, Signature(number), tokens[number]));

        var winner = One(answers, HttpStatusCode.Accepted, HttpStatusCode.Conflict);
        var kept = Assert.Single(await host.World.Get<Review>().SignaturesAsync(id, default));
        Assert.Equal(($"signer-{winner}", $"理由{winner}"), (kept.By, await host.World.Get<SealedTexts>().FindAsync(id, kept.TextName!, default)));
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(host, address, Signature(winner), tokens[winner])).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(host, address, Signature(winner + 1), tokens[winner])).Status);

        static SignatureForm Signature(int number) => new() { Approved = true, Without = [], Reason = $"理由{number}" };
    }

    [Fact]
    public async Task One_person_who_signs_twenty_times_differently_at_once_has_signed_once()
    {
        var hires = Hire.Graduates(8);
        using var remains = Remains.OnDisk(_folder);
        await using var host = await HttpWorld.StartAsync(remains, hires);
        var id = await host.World.ApplyAsync(hires);
        var token = Token(host, Caseworker(1));

        var answers = await AtOnceAsync(number => PostAsync(host, Routes.ApplicationSignature.Replace("{id}", id.Text, StringComparison.Ordinal), new SignatureForm { Approved = false, Without = [], Reason = $"理由{number}" }, token));

        var winner = Assert.Single(Enumerable.Range(0, AtOnce), number => answers[number].Status == HttpStatusCode.Accepted);
        Assert.All(answers.Where((_, number) => number != winner), answer => Assert.Contains(answer.Status, new[] { HttpStatusCode.Conflict, HttpStatusCode.Forbidden }));
        var kept = Assert.Single(await host.World.Get<Review>().SignaturesAsync(id, default));
        Assert.Equal($"理由{winner}", await host.World.Get<SealedTexts>().FindAsync(id, kept.TextName!, default));
    }

    [Fact]
    public async Task Of_twenty_decisions_of_one_objection_one_is_taken()
    {
        using var remains = Remains.OnDisk(_folder);
        await using var host = await HttpWorld.StartAsync(remains, Three);
        LineId line = new(await host.World.ApplyAsync(Three), 2, 1);
        await host.World.ObjectAsync(line);
        var address = Routes.LineObjection.Replace("{line}", line.Text, StringComparison.Ordinal).Replace("{number}", "1", StringComparison.Ordinal);
        var tokens = Enumerable.Range(0, AtOnce).Select(number => Token(host, Caseworker(number))).ToList();

        var answers = await AtOnceAsync(number => PostAsync(host, address, Decision(number), tokens[number]));

        var winner = One(answers, HttpStatusCode.Accepted, HttpStatusCode.Conflict);
        var kept = Assert.Single(await host.World.Get<Objections>().ReadAsync(line, default)).Value;
        Assert.Equal(($"signer-{winner}", Decision(winner).Upheld, $"理由{winner}"), (kept.DecidedBy, kept.Upheld, await host.World.Get<SealedTexts>().FindAsync(line.Case, kept.ReasonName, default)));
        Assert.Contains(kept.Upheld == true ? "成立" : "不成立", answers[(winner + 1) % AtOnce].Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(host, address, Decision(winner), tokens[winner])).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(host, address, Decision(winner) with { Reason = "另有理由" }, tokens[winner])).Status);

        static ObjectionDecision Decision(int number) => new() { Upheld = number % 2 == 0, Reason = $"理由{number}" };
    }

    [Fact]
    public async Task Of_two_objections_dismissed_at_the_same_moment_one_thaws_the_line()
    {
        for (var round = 0; round < 10; round++)
        {
            using TempFolder folder = new();
            using var remains = Remains.OnDisk(folder);
            using var world = await PayoutWorld.WithAsync(Three, remains);
            LineId line = new(await world.ApplyAsync(Three), 2, 1);
            for (var number = 1; number <= 2; number++) await world.Get<Objections>().RaiseAsync(line, Objection(number), null, default);

            await Task.WhenAll(Enumerable.Range(1, 2).Select(number => Task.Run(() => world.Get<Objections>().DecideAsync(line, number, false, "经核查", $"decider-{number}", default))));

            Assert.Equal(LineStage.InNotice, (await world.LinesAsync(line.Case))[1].State);
        }
    }

    [Fact]
    public async Task Of_twenty_five_objections_to_a_line_twenty_are_taken_and_the_same_one_counts_once()
    {
        using var remains = Remains.OnDisk(_folder);
        await using var host = await HttpWorld.StartAsync(remains, Three);
        var id = await host.World.ApplyAsync(Three);
        var address = Routes.LineObjections.Replace("{line}", new LineId(id, 2, 1).Text, StringComparison.Ordinal);

        var answers = await Task.WhenAll(Enumerable.Range(0, 25).Select(number => PostAsync(host, address, Objection(number), null)));
        var same = await AtOnceAsync(_ => PostAsync(host, Routes.LineObjections.Replace("{line}", new LineId(id, 3, 1).Text, StringComparison.Ordinal), Objection(0), null));

        Assert.Equal((20, 5), (answers.Count(answer => answer.Status == HttpStatusCode.Accepted), answers.Count(answer => answer.Status == HttpStatusCode.Conflict)));
        List<string> kept = [];
        foreach (var objection in await host.World.Get<Objections>().ReadAsync(new LineId(id, 2, 1), default)) kept.Add((await host.World.Get<SealedTexts>().FindAsync(id, objection.Value.TextName, default))!);
        Assert.Equal(Enumerable.Range(0, 25).Where(number => answers[number].Status == HttpStatusCode.Accepted).Select(number => StoredJson.Write(Objection(number))).Order(), kept.Order());
        Assert.All(same, answer => Assert.Equal(HttpStatusCode.Accepted, answer.Status));
        Assert.Single(await host.World.Get<Objections>().ReadAsync(new LineId(id, 3, 1), default));
    }

    [Fact]
    public async Task Of_twenty_amounts_under_one_budget_document_one_counts_and_twenty_documents_count_all()
    {
        using var remains = Remains.OnDisk(_folder);
        await using var host = await HttpWorld.StartAsync(remains, Three);
        var token = Token(host, new DemoIdentity { Subject = "operator", Name = "运维", Role = Role.Operator });

        var answers = await AtOnceAsync(number => PostAsync(host, Address(2023), new BudgetForm { Amount = new Money(1000 + number), Reference = "2023-001" }, token));
        var winner = One(answers, HttpStatusCode.OK, HttpStatusCode.Conflict);
        Assert.Equal(new Money(1000 + winner), (await TotalAsync(host, 2023)));
        Assert.Contains(new Money(1000 + winner).ToString(), answers[(winner + 1) % AtOnce].Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(host, Address(2023), new BudgetForm { Amount = new Money(1000 + winner), Reference = "2023-001" }, token)).Status);
        Assert.Equal(new Money(1000 + winner), (await TotalAsync(host, 2023)));

        var all = await AtOnceAsync(number => PostAsync(host, Address(2024), new BudgetForm { Amount = new Money(1000 + number), Reference = $"2024-{number}" }, token));
        Assert.All(all, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(new Money(Enumerable.Range(0, AtOnce).Sum(number => 1000L + number)), (await TotalAsync(host, 2024)));

        static string Address(int year) => Routes.FundBudget.Replace("{fund}", "employment", StringComparison.Ordinal).Replace("{place}", "430104", StringComparison.Ordinal).Replace("{year}", year.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

        static async Task<Money> TotalAsync(HttpWorld host, int year) => (await host.World.Get<FundStore>().FindAsync(PayoutWorld.Employment with { Year = year }, default))!.Total;
    }

    [Fact]
    public async Task A_job_that_is_asked_for_twenty_times_at_once_runs_once()
    {
        using var remains = Remains.OnDisk(_folder);
        await using var host = await HttpWorld.StartAsync(remains, Three);
        var token = Token(host, new DemoIdentity { Subject = "operator", Name = "运维", Role = Role.Operator });

        var answers = await AtOnceAsync(_ => PostAsync<object>(host, Routes.JobRuns.Replace("{job}", "docket-sweep", StringComparison.Ordinal), null, token));

        Assert.Equal(1, answers.Count(answer => answer.Status == HttpStatusCode.OK && answer.Body.Contains("\"ran\"", StringComparison.Ordinal)));
        Assert.All(answers, answer => Assert.True(answer.Status == HttpStatusCode.Conflict || answer.Body.Contains("\"ran\"", StringComparison.Ordinal) || answer.Body.Contains("\"done-before\"", StringComparison.Ordinal), answer.Body));
    }

    [Theory]
    [InlineData("enterprise-lists", "enterprise-list-")]
    [InlineData("registers/poverty?asOf=2022-08-31", "register-poverty-")]
    public async Task Of_twenty_different_files_one_is_taken_in_while_it_lasts(string route, string rows)
    {
        // Held where the file's own firm or person is written: no other file's turn at the imports waits behind that.
        var gate = new GatedTable(key => key.Partition.StartsWith("ent-", StringComparison.Ordinal) || key.Partition.StartsWith("registers-", StringComparison.Ordinal));
        using var remains = Remains.InMemory();
        await using var host = await HttpWorld.StartAsync(remains, Three, new Seams { Table = gate.Around });
        var token = Token(host, new DemoIdentity { Subject = "operator", Name = "运维", Role = Role.Operator });
        // The accepted one is held until all others have their answer.
        gate.Close(AtOnce - 1);
        var answers = await AtOnceAsync(async number =>
        {
            var answer = await PostFileAsync(host, route, Sheet(number), token);
            gate.Passed();
            return answer;
        });

        var winner = One(answers, HttpStatusCode.OK, HttpStatusCode.Conflict);
        var kept = await remains.Table.ReadAsync("imports", rows, default).Where(row => row.Key.Row.Contains("poverty", StringComparison.Ordinal) || row.Key.Row.StartsWith(rows, StringComparison.Ordinal)).ToListAsync();
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Sheet(winner))));
        Assert.Single(kept, row => row.Key.Row.EndsWith(hash, StringComparison.Ordinal));
        Assert.Equal(rows == "enterprise-list-" ? 2 : 1, kept.Count);
        // Nothing stays open: another one is taken in now, and the same one is known.
        Assert.Equal(HttpStatusCode.OK, (await PostFileAsync(host, route, Sheet(winner + 1), token)).Status);

        string Sheet(int number) => rows == "enterprise-list-"
            ? string.Create(CultureInfo.InvariantCulture, $"code,name,title,from,to,district\n{Office.Code(1)},湘江示例1有限公司,specialised,2021-10-01,{new DateOnly(2024, 1, 1).AddDays(number):yyyy-MM-dd},430104\n")
            : string.Create(CultureInfo.InvariantCulture, $"residentId,listedOn\n{Office.Person(1).Text},{new DateOnly(2020, 1, 1).AddDays(number):yyyy-MM-dd}\n");
    }

    public void Dispose() => _folder.Dispose();

    private static string AccountOf(int number) => string.Create(CultureInfo.InvariantCulture, $"629900001111{number:0000}1");

    private static ObjectionForm Objection(int number) => new() { Name = "路人", Phone = "0731-80000000", Grounds = $"第{number}条" };

    private static DemoIdentity Agent(string subject) => new() { Subject = subject, Name = subject, Role = Role.Agent, CreditCode = Office.Code(1) };

    private static DemoIdentity Caseworker(int number) => new() { Subject = $"signer-{number}", Name = "经办", Role = Role.Caseworker, District = PayoutWorld.County };

    private static string Token(HttpWorld host, DemoIdentity who) => host.World.Get<DemoTokens>().Sign(who).Token;

    private static async Task<(HttpStatusCode Status, string Body)[]> AtOnceAsync(Func<int, Task<(HttpStatusCode, string)>> ask) => await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(ask));

    /// <summary>The one that was accepted; all others were refused in the same way.</summary>
    private static int One((HttpStatusCode Status, string Body)[] answers, HttpStatusCode accepted, HttpStatusCode refused)
    {
        var winner = Assert.Single(Enumerable.Range(0, AtOnce), number => answers[number].Status == accepted);
        Assert.All(answers.Where((_, number) => number != winner), answer => Assert.True(answer.Status == refused, $"{answer.Status}: {answer.Body}"));
        return winner;
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostFileAsync(HttpWorld host, string route, string csv, string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, route) { Content = new StringContent(csv, Encoding.UTF8, "text/csv") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await host.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync<T>(HttpWorld host, string route, T? body, string? token, string? key = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, route);
        if (body is not null) request.Content = new StringContent(StoredJson.Write(body), Encoding.UTF8, "application/json");
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using var answer = await host.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}

/// <summary>A table that holds a commit which deletes a row of a kind until so many others are done.</summary>
internal sealed class GatedTable(Func<TableKey, bool> which)
{
    private TaskCompletionSource? _gate;
    private int _others;

    /// <summary>From now on until so many others have their answer.</summary>
    public void Close(int others)
    {
        _others = others;
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Passed()
    {
        if (Interlocked.Decrement(ref _others) == 0) _gate!.TrySetResult();
    }

    public ITable Around(ITable inner) => new Table(this, inner);

    private sealed class Table(GatedTable gate, ITable inner) : ITable
    {
        public Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel) => inner.FindAsync(key, cancel);

        public IAsyncEnumerable<TableRow> ReadAsync(RowRange range, CancellationToken cancel) => inner.ReadAsync(range, cancel);

        public IAsyncEnumerable<TableRow> ScanAsync(CancellationToken cancel) => inner.ScanAsync(cancel);

        public async Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel)
        {
            if (gate._gate is { } closed && batch.Writes.Any(write => gate.Which(write.Key))) await closed.Task.WaitAsync(TimeSpan.FromSeconds(20), cancel);
            return await inner.CommitAsync(batch, cancel);
        }
    }

    private bool Which(TableKey key) => which(key);
}
