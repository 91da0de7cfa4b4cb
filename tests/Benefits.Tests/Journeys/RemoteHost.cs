using System.Globalization;

namespace Benefits.Tests.Journeys;

/// <summary>A host that runs elsewhere, in demo mode and with its demo loaded: <c>BENEFITS_URL</c> has its address, <c>BENEFITS_DEMO_DAY</c> the day its demo began (2022-09-01 unless set). Its clock should be fast.</summary>
internal sealed class RemoteHost(Uri address, DateOnly day) : IJourneyHost
{
    public Uri Address => address;

    public DateOnly DemoDay => day;

    /// <summary>The host that the environment names; null where it names none.</summary>
    public static RemoteHost? Named =>
        Environment.GetEnvironmentVariable("BENEFITS_URL") is not { Length: > 0 } address ? null
        : new RemoteHost(new Uri(address), Environment.GetEnvironmentVariable("BENEFITS_DEMO_DAY") is { Length: > 0 } day ? DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) : new DateOnly(2022, 9, 1));

    /// <remarks>The one place where a test waits by the wall clock: nobody can push a clock that is elsewhere.</remarks>
    public Task PassTimeAsync() => Task.Delay(TimeSpan.FromSeconds(1));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
