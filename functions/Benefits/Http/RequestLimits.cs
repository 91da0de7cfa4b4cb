using System.Globalization;
using Benefits.Http.Access;
using Microsoft.Extensions.Configuration;

namespace Benefits.Http;

/// <summary>How much one caller, one address and all together may ask of this process (请求限额). Several instances each have their own.</summary>
public sealed record RequestLimits
{
    public const string Section = "Limits";

    /// <summary>How many seconds' worth of requests may come at once.</summary>
    internal const int BurstSeconds = 10;

    /// <summary>Requests a second from one address, on average. An office of thousands may be one address.</summary>
    public int AddressPerSecond { get; init; } = 2000;

    /// <summary>Requests a second of one signed-in caller, on average.</summary>
    public int CallerPerSecond { get; init; } = 500;

    /// <summary>What the bodies of all unfinished calls may hold together.</summary>
    public int BodyMegabytes { get; init; } = 256;

    /// <summary>What the bodies of one address's unfinished calls may hold: two of the largest files.</summary>
    public int AddressBodyMegabytes { get; init; } = 64;

    /// <summary>How long a body of up to 1 MiB may keep us waiting in all.</summary>
    public int BodySeconds { get; init; } = 30;

    /// <summary>How many proxies of our own stand before this process: the caller's address is as many places from the end of <c>X-Forwarded-For</c>. With none the header is not believed.</summary>
    public int ForwardedHops { get; init; }

    /// <summary>How long the endpoint's body may keep us waiting: ten seconds more for each further MiB, which a line of one megabit still manages.</summary>
    internal TimeSpan BodyTime(Endpoint endpoint) => TimeSpan.FromSeconds(BodySeconds + (endpoint.MaxBytes / Endpoint.OrdinaryBytes * 10));

    /// <summary>Reads <c>Limits:…</c>; what is not set keeps the default.</summary>
    /// <param name="forwardedHops">Where nothing is set: 1 on Azure, whose front end is always there.</param>
    /// <exception cref="BadSettingsException">A limit is unknown or no number in its range.</exception>
    public static RequestLimits Read(IConfiguration configuration, int forwardedHops = 0)
    {
        RequestLimits ordinary = new() { ForwardedHops = forwardedHops };
        var section = configuration.GetSection(Section);
        string[] known = [nameof(AddressPerSecond), nameof(CallerPerSecond), nameof(BodyMegabytes), nameof(AddressBodyMegabytes), nameof(BodySeconds), nameof(ForwardedHops)];
        foreach (var child in section.GetChildren())
        {
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) throw new BadSettingsException($"没有“{Section}__{child.Key}”这个设置；可用的有：{string.Join('、', known.Select(name => $"{Section}__{name}"))}。");
        }
        int Number(string name, int otherwise, int min, int max) =>
            section[name] is not { Length: > 0 } text ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
            : throw new BadSettingsException($"{Section}__{name} 应为{min}到{max}的整数。");
        return new RequestLimits
        {
            AddressPerSecond = Number(nameof(AddressPerSecond), ordinary.AddressPerSecond, 1, 1_000_000),
            CallerPerSecond = Number(nameof(CallerPerSecond), ordinary.CallerPerSecond, 1, 1_000_000),
            BodyMegabytes = Number(nameof(BodyMegabytes), ordinary.BodyMegabytes, 1, 65_536),
            AddressBodyMegabytes = Number(nameof(AddressBodyMegabytes), ordinary.AddressBodyMegabytes, 1, 65_536),
            BodySeconds = Number(nameof(BodySeconds), ordinary.BodySeconds, 1, 3600),
            ForwardedHops = Number(nameof(ForwardedHops), ordinary.ForwardedHops, 0, 10),
        };
    }
}
