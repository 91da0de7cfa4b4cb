using Azure;

namespace Benefits.Azure.Tests;

/// <summary>What keeps the app from starting is said in one sentence, with the code where there is one.</summary>
public sealed class StartFaultTests
{
    [Theory]
    [InlineData(0, null, "存储没有应答：")]
    [InlineData(503, null, "存储无法访问（503）：")]
    [InlineData(503, "", "存储无法访问（503）：")]
    [InlineData(400, "InvalidHeaderValue", "存储无法访问（400 InvalidHeaderValue）：")]
    [InlineData(403, "AuthorizationPermissionMismatch", "存储拒绝访问（403 AuthorizationPermissionMismatch）：")]
    public void Storage_that_cannot_be_reached_shows_no_empty_code(int status, string? code, string start)
    {
        RequestFailedException fault = new(status, "The service says no.", code, null);

        Assert.StartsWith(start, StartFault.Say(fault), StringComparison.Ordinal);
        Assert.StartsWith(start, StartFault.Say(new AggregateException(fault)), StringComparison.Ordinal);
    }
}
