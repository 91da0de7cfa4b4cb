using Azure.Data.Tables;
using Benefits.Demo;
using Microsoft.Extensions.Configuration;

namespace Benefits.Azure.Tests;

/// <summary>A host whose Durable listener is dead answers every request and moves no workflow: readiness must say so.</summary>
public sealed class TaskHubTests
{
    [Fact]
    public async Task A_hub_that_was_never_made_has_no_listener() =>
        Assert.Contains("尚未建立", await Hub(Azurite.NewAccount()).FaultAsync(default), StringComparison.Ordinal);

    [Fact]
    public async Task A_hub_to_which_an_engine_listens_is_without_fault()
    {
        var connection = Azurite.NewAccount();
        await using var engine = await DurableEngine.OnStorageAsync(connection, registry => registry.AddOrchestratorFunc("idle", _ => Task.CompletedTask));

        Assert.Null(await UntilListenedToAsync(Hub(connection)));
    }

    [Fact]
    public async Task A_partition_that_nobody_has_renewed_for_more_than_two_minutes_has_no_listener()
    {
        var connection = Azurite.NewAccount();
        TableClient partitions = new(connection, $"{TaskHub.Name}Partitions");
        await partitions.CreateAsync();
        Assert.Contains("没有分区", await Hub(connection).FaultAsync(default), StringComparison.Ordinal);
        foreach (var number in (string[])["00", "01"]) await partitions.AddEntityAsync(new TableEntity("", $"{TaskHub.Name}-control-{number}"));
        var renewed = partitions.Query<TableEntity>().Select(lease => lease.Timestamp!.Value).Order().ToList();

        Assert.Null(await Hub(connection, renewed[0] + TaskHub.Silence).FaultAsync(default));
        Assert.Contains("2个分区中有1个无主机监听", await Hub(connection, renewed[0] + TaskHub.Silence + TimeSpan.FromTicks(1)).FaultAsync(default), StringComparison.Ordinal);
        Assert.Contains("2个分区中有2个无主机监听", await Hub(connection, renewed[1] + TaskHub.Silence + TimeSpan.FromTicks(1)).FaultAsync(default), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_does_not_answer_is_said_to_be_silent() =>
        Assert.Equal("工作流任务中心的存储没有应答", await Hub("DefaultEndpointsProtocol=http;AccountName=none;AccountKey=bm9uZQ==;TableEndpoint=http://127.0.0.1:1/none;").FaultAsync(default));

    [Fact]
    public async Task An_account_that_no_setting_names_is_said_to_be_unknown() =>
        Assert.Contains("AzureWebJobsStorage", await TaskHub.Open(new ConfigurationBuilder().Build(), TimeProvider.System).FaultAsync(default), StringComparison.Ordinal);

    private static TaskHub Hub(string connection, DateTimeOffset? now = null) =>
        TaskHub.Open(new ConfigurationBuilder().AddInMemoryCollection([new("AzureWebJobsStorage", connection)]).Build(), now is { } at ? new ManualClock(at) : TimeProvider.System);

    /// <summary>The listener starts once the worker has connected.</summary>
    private static async Task<string?> UntilListenedToAsync(TaskHub hub)
    {
        string? fault = "";
        for (var tries = 0; tries < 100 && fault is not null; tries++)
        {
            await Task.Delay(100);
            fault = await hub.FaultAsync(default);
        }
        return fault;
    }
}
