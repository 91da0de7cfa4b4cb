using Benefits.Http.Access;
using Moq;

namespace Benefits.Tests.Http.Access;

public sealed class KnownTokensTests
{
    private static readonly DateTimeOffset Start = TestApi.Now;

    [Fact]
    public void A_checked_token_is_known_for_a_minute_or_to_its_end_and_never_backwards()
    {
        var now = Start;
        Mock<TimeProvider> clock = new();
        clock.Setup(provider => provider.GetUtcNow()).Returns(() => now);
        KnownTokens known = new(clock.Object);
        Caller caller = new() { Subject = "a", Name = "审计员", Role = Role.Auditor };
        known.Add("long", caller, Start.AddDays(1));
        known.Add("short", caller, Start.AddSeconds(10));
        known.Add("endless", caller, null);
        Assert.Same(caller, known.Find("long"));
        Assert.Null(known.Find("endless"));
        Assert.Null(known.Find("longer"));
        now = Start.AddSeconds(11);
        Assert.Null(known.Find("short"));
        Assert.Same(caller, known.Find("long"));
        now = Start.AddSeconds(61);
        Assert.Null(known.Find("long"));
        now = Start.AddSeconds(-1);
        Assert.Null(known.Find("long"));
    }
}
