using Benefits.Demo;
namespace Benefits.Tests.Http.Bodies;

/// <summary>What is well formed reaches the use cases, and there nothing at the edge of a type may break them.</summary>
public sealed class ExtremesTests(TestApi api) : IClassFixture<TestApi>
{
    public static TheoryData<string> Every => [.. DemoServices.Endpoints.Select(endpoint => endpoint.Name)];

    [Theory, MemberData(nameof(Every))]
    public async Task Values_at_the_edge_are_answered_or_refused(string name)
    {
        Attack attack = new(api.Client, async endpoint => TestWorld.SubjectFor(endpoint) is { } subject ? await api.SignInAsync(subject) : null, api.World.ValueOf);
        await attack.WithExtremesAsync(DemoServices.Endpoints.Single(endpoint => endpoint.Name == name));
        await api.IdleAsync();
        Assert.DoesNotContain(api.Log, line => line.Contains(TestWorld.ResidentIdOfExample, StringComparison.Ordinal));
    }
}
