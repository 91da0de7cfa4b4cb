using Azure;
using Azure.Data.Tables;
using Azure.Identity;
using Benefits.Http;
using Microsoft.Extensions.Configuration;

namespace Benefits.Azure;

/// <summary>Durable's task hub (工作流任务中心), asked whether any host listens to it: functions answer while no workflow goes on where its listener is dead.</summary>
/// <remarks>
/// Whoever listens to a partition of the hub renews its lease in the hub's own table every few seconds, and whoever takes one over writes it too.
/// So a row that nobody has written for a while is a partition whose workflows stand still.
/// </remarks>
/// <param name="partitions">The hub's table of partitions; null where no setting names its account.</param>
/// <param name="clock">The real one.</param>
internal sealed class TaskHub(TableClient? partitions, TimeProvider clock) : IReadinessProbe
{
    /// <summary>As in host.json.</summary>
    public const string Name = "qicaitong";

    /// <summary>Leases are renewed every ten seconds and end after thirty; this leaves room for a slow account and for clocks that differ.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    /// <summary>The hub in the account that the host's own setting names, as the extension finds it.</summary>
    public static TaskHub Open(IConfiguration configuration, TimeProvider systemClock)
    {
        // Whoever asks for readiness does not wait for long.
        TableClientOptions options = new() { Retry = { MaxRetries = 1, NetworkTimeout = TimeSpan.FromSeconds(5) } };
        TableServiceClient? tables = configuration["AzureWebJobsStorage"] is { Length: > 0 } connection ? new(connection, options)
            : Uri.TryCreate(configuration["AzureWebJobsStorage:tableServiceUri"], UriKind.Absolute, out var address) ? new(address, new DefaultAzureCredential(), options)
            : null;
        return new TaskHub(tables?.GetTableClient($"{Name}Partitions"), systemClock);
    }

    public async Task<string?> FaultAsync(CancellationToken cancel)
    {
        if (partitions is null) return "未设置 AzureWebJobsStorage（连接字符串，或 AzureWebJobsStorage__tableServiceUri），无法查看工作流任务中心";
        try
        {
            var (all, silent) = (0, 0);
            await foreach (var lease in partitions.QueryAsync<TableEntity>(select: ["RowKey", "Timestamp"], cancellationToken: cancel))
            {
                all++;
                if (clock.GetUtcNow() - lease.Timestamp > Silence) silent++;
            }
            return (all, silent) switch
            {
                (0, _) => "工作流任务中心没有分区：Durable 监听未启动，已受理的申请不会继续办理",
                (_, 0) => null,
                _ => $"工作流任务中心的{all}个分区中有{silent}个无主机监听，其上的申请不会继续办理",
            };
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == "TableNotFound")
        {
            return "工作流任务中心尚未建立：Durable 监听未启动，已受理的申请不会继续办理";
        }
        catch (RequestFailedException fault) when (fault.Status > 0)
        {
            return $"工作流任务中心无法访问（{Refusal.Named(fault)}）";
        }
        catch (Exception fault) when (Refusal.IsPassing(fault, cancel))
        {
            return "工作流任务中心的存储没有应答";
        }
        catch (AuthenticationFailedException)
        {
            return "工作流任务中心无法访问：托管身份无法取得令牌";
        }
    }
}
