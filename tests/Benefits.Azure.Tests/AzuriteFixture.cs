namespace Benefits.Azure.Tests;

/// <summary>One account for all tests of a class.</summary>
public sealed class AzuriteFixture
{
    public string Connection { get; } = Azurite.NewAccount();
}
