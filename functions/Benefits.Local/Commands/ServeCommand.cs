using Benefits.Http;

namespace Benefits.Local.Commands;

/// <summary>Serves until it is told to stop (Ctrl+C, SIGTERM), and finishes what it has begun.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(ServeOptions options, Action<WebApplicationBuilder, AuthSettings> register)
    {
        await using var app = LocalHost.Build(options, register);
        try
        {
            await app.StartAsync();
        }
        catch (IOException fault) when (fault.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new BadSettingsException($"{options.Urls} 已被占用，请用 --urls 换一个地址。");
        }
        Console.WriteLine($"企才通已启动：{string.Join(' ', app.Urls)}（Ctrl+C 停止）");
        await app.WaitForShutdownAsync();
        return 0;
    }
}
