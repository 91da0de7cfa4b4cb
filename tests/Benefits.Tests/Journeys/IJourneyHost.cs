namespace Benefits.Tests.Journeys;

/// <summary>A host in demo mode, as a journey sees it: an address, and time that passes.</summary>
public interface IJourneyHost : IAsyncDisposable
{
    Uri Address { get; }

    /// <summary>The day on which its demo began; who works where follows from it.</summary>
    DateOnly DemoDay { get; }

    /// <summary>Lets time pass until something may have happened.</summary>
    Task PassTimeAsync();
}
