using System.Globalization;
using System.Net;
using System.Text.Json;
using Benefits.Http;
using Benefits.Local.Commands;
using Benefits.Tests.Payouts;

namespace Benefits.Tests.Local;

/// <summary>The host as users start it, on a disk that is full or read-only.</summary>
public sealed class FullDiskHostTests
{
    private static readonly Hire[] Hires = Hire.Graduates(2);

    [SmallDiskFact]
    public async Task A_disk_that_fills_makes_the_host_unready_and_one_that_is_emptied_ready_again()
    {
        using SmallDisk disk = new(64);
        await HostProcess.FillAsync(disk.Path, PayoutWorld.Today, Hires);
        await using var host = await HostProcess.ServeAsync(disk.Path, "--demo", "--today", PayoutWorld.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, Routes.HealthReady)).Status);
        await HttpWorld.SignInAsync(host.Http, "agent");

        disk.Fill();
        await AssertReadsOnlyAsync(host, "磁盘只剩0MB");

        disk.Empty();
        Assert.Equal((HttpStatusCode.OK, ""), await AskAsync(host, Routes.HealthReady));
        using var submitted = await HttpWorld.SubmitAsync(host.Http, PayoutWorld.Form(Hires), "room");
        Assert.Equal(HttpStatusCode.Accepted, submitted.StatusCode);
    }

    [SmallDiskFact]
    public async Task A_start_on_a_full_disk_serves_what_can_be_read()
    {
        using SmallDisk disk = new(64);
        await HostProcess.FillAsync(disk.Path, PayoutWorld.Today, Hires);
        await using (var before = await HostProcess.ServeAsync(disk.Path, "--demo", "--today", PayoutWorld.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))) await before.KillAsync();
        disk.Fill();

        await using var host = await HostProcess.ServeAsync(disk.Path, "--demo", "--today", PayoutWorld.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

        await HttpWorld.SignInAsync(host.Http, "agent");
        await AssertReadsOnlyAsync(host, "");
        Assert.DoesNotContain("   at ", host.Said, StringComparison.Ordinal);
    }

    [SmallDiskFact]
    public async Task A_start_on_a_read_only_disk_serves_what_can_be_read_and_says_so()
    {
        using SmallDisk disk = new(64);
        await HostProcess.FillAsync(disk.Path, PayoutWorld.Today, Hires);
        await using (var before = await HostProcess.ServeAsync(disk.Path, "--demo", "--today", PayoutWorld.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))) await before.KillAsync();
        disk.MakeReadOnly();

        await using var host = await HostProcess.ServeAsync(disk.Path, "--demo", "--today", PayoutWorld.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

        Assert.Contains("注意：数据目录", host.Said, StringComparison.Ordinal);
        await HttpWorld.SignInAsync(host.Http, "agent");
        await AssertReadsOnlyAsync(host, "只读");
        Assert.DoesNotContain("   at ", host.Said, StringComparison.Ordinal);
    }

    [SmallDiskFact]
    public async Task A_first_start_on_a_full_disk_ends_with_one_sentence()
    {
        using SmallDisk disk = new(4);
        disk.Fill();

        var (code, _, errors) = await HostProcess.RunAsync("serve", "--data", Path.Combine(disk.Path, "data"), "--urls", "http://127.0.0.1:0", "--demo");

        Assert.Equal(Commands.NoStorage, code);
        Assert.StartsWith("无法启动：数据目录不能读写", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    /// <summary>Without a mount: a folder where a file lies in the way of the store.</summary>
    [Fact]
    public async Task A_folder_that_cannot_be_made_ends_the_start_with_one_sentence()
    {
        using Storage.TempFolder folder = new();
        await File.WriteAllTextAsync(folder.File("data"), "no folder");

        var (code, _, errors) = await HostProcess.RunAsync("serve", "--data", folder.File("data"), "--urls", "http://127.0.0.1:0", "--demo");

        Assert.Equal(Commands.NoStorage, code);
        Assert.StartsWith("无法启动：数据目录不能读写", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    private static async Task AssertReadsOnlyAsync(HostProcess host, string reason)
    {
        var (status, detail) = await AskAsync(host, Routes.HealthReady);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains(reason, detail, StringComparison.Ordinal);
        Assert.NotEqual("", detail);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(host, Routes.Health)).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, Routes.HealthLive)).Status);
        using var list = await host.Http.GetAsync($"{Routes.Applications}?enterprise={PayoutWorld.Form(Hires).Enterprise}");
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        // Larger than what room there is left in pages that are written already.
        var form = PayoutWorld.Form(Hires);
        using var submitted = await HttpWorld.SubmitAsync(host.Http, form, "full");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, submitted.StatusCode);
        Assert.NotNull(submitted.Headers.RetryAfter);
        Assert.Equal(Problems.MediaType, submitted.Content.Headers.ContentType?.MediaType);
    }

    private static async Task<(HttpStatusCode Status, string Detail)> AskAsync(HostProcess host, string route)
    {
        using var answer = await host.Http.GetAsync($"/{route}");
        var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        return (answer.StatusCode, said.TryGetProperty("detail", out var detail) ? detail.GetString()! : "");
    }
}
