using Azure;
using Azure.Identity;
using Benefits.Http.Access;
using Benefits.Policy;
using Benefits.Vault;

namespace Benefits.Azure;

/// <summary>Why the app does not start (启动失败), as one Chinese sentence for the operator.</summary>
internal static class StartFault
{
    /// <summary>The sentence, or null for a fault that is ours and keeps its stack.</summary>
    public static string? Say(Exception fault) => fault switch
    {
        BadSettingsException bad => bad.Message,
        StoreRefusedException refused => refused.Message,
        PolicyPackException packs => $"政策包有{packs.Faults.Count}处错误：{string.Join("；", packs.Faults)}",
        RequestFailedException { Status: 401 or 403 } refused => $"存储拒绝访问（{Refusal.Named(refused)}）：请核对连接字符串，或托管身份在该存储账户上的表、Blob 数据参与者角色。",
        RequestFailedException { Status: 0 } => "存储没有应答：请核对 Benefits__Storage 或 Benefits__TablesUri、Benefits__BlobsUri，以及网络。",
        RequestFailedException failed => $"存储无法访问（{Refusal.Named(failed)}）：请核对 Benefits__Storage 或 Benefits__TablesUri、Benefits__BlobsUri，以及网络。",
        AuthenticationFailedException => "托管身份无法取得令牌：请核对身份是否已分配，AZURE_CLIENT_ID 与 AZURE_AUTHORITY_HOST 是否正确。",
        AggregateException { InnerException: { } inner } => Say(inner),
        _ => null,
    };
}
