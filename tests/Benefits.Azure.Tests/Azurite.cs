using System.Globalization;
using System.Text;

namespace Benefits.Azure.Tests;

/// <summary>Azurite as tests/azurite.sh starts it. Without it these tests cannot run, and fail with that sentence rather than pass unseen.</summary>
internal static class Azurite
{
    /// <summary>As many as the script makes.</summary>
    private const int Accounts = 16;

    private static int _accounts;

    /// <summary>The connection string of an account that nothing else has used: what one test does to its containers is none of another's.</summary>
    public static string NewAccount()
    {
        var endpoints = Environment.GetEnvironmentVariable("AZURITE_STORAGE") ?? throw new InvalidOperationException("AZURITE_STORAGE is not set: run these tests with tests/azurite.sh.");
        var number = Interlocked.Increment(ref _accounts);
        if (number > Accounts) throw new InvalidOperationException($"tests/azurite.sh makes {Accounts} accounts, and all are used.");
        return string.Format(CultureInfo.InvariantCulture, CompositeFormat.Parse(endpoints), $"account{number}");
    }
}
