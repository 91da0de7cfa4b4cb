using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace Benefits.Http.Access;

/// <summary>Whose tokens are believed: an OpenID Connect provider's, or in demo mode our own.</summary>
public sealed record AuthSettings
{
    /// <summary>True in demo mode (演示模式), where anyone may sign in as anyone.</summary>
    public bool Demo => DemoKey.Length > 0;

    /// <summary>The provider's address; empty in demo mode.</summary>
    public string Authority { get; init; } = "";

    public string Audience { get; init; } = "";

    /// <summary>Who signs demo tokens, and for whom.</summary>
    public const string DemoIssuer = "qicaitong-demo";

    /// <summary>What demo tokens are signed with; empty outside of demo mode.</summary>
    public ReadOnlyMemory<byte> DemoKey { get; init; }

    /// <summary>Reads <c>Auth:Authority</c> and <c>Auth:Audience</c>, or in demo mode <c>Auth:DemoKey</c>; without one, demo tokens end with the process.</summary>
    /// <exception cref="BadSettingsException">The settings contradict each other or lack something.</exception>
    public static AuthSettings Read(IConfiguration configuration, bool demo)
    {
        var authority = configuration["Auth:Authority"] ?? "";
        var audience = configuration["Auth:Audience"] ?? "";
        var key = configuration["Auth:DemoKey"] ?? "";
        if (demo)
        {
            if (authority.Length > 0) throw new BadSettingsException("演示模式与身份服务（Auth:Authority）不能同时启用：请去掉其中之一。");
            if (key.Length > 0 && Encoding.UTF8.GetByteCount(key) < 32) throw new BadSettingsException("Auth:DemoKey 至少需要32个字节。");
            return new AuthSettings { DemoKey = key.Length > 0 ? Encoding.UTF8.GetBytes(key) : RandomNumberGenerator.GetBytes(32) };
        }
        if (key.Length > 0) throw new BadSettingsException("设置了 Auth:DemoKey 却未启用演示模式：演示密钥不得用于正式环境。");
        if (authority.Length == 0 || audience.Length == 0) throw new BadSettingsException("缺少身份服务的设置：请设置 Auth:Authority 与 Auth:Audience（环境变量 Auth__Authority、Auth__Audience），试用请加 --demo。");
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps) throw new BadSettingsException("Auth:Authority 应为 https 开头的完整地址。");
        return new AuthSettings { Authority = authority, Audience = audience };
    }
}

/// <summary>The host cannot start with these settings; the message is one clear Chinese sentence for the operator.</summary>
public sealed class BadSettingsException(string message) : Exception(message);
