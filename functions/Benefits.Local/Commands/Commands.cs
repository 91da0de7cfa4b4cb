using Benefits.Http.Access;
using Benefits.Storage;
using Benefits.Vault;

namespace Benefits.Local.Commands;

/// <summary>What the program can be told to do. Each answers its exit code: 0 done, 1 done and found wanting, 2 misused.</summary>
public sealed class Commands
{
    public const int NoStorage = 1;
    public const int Misused = 2;

    /// <summary>The store does not fit the keys or the mode.</summary>
    public const int Refused = 1;

    private const string Usage = """
        用法：dotnet run --project functions/Benefits.Local -- [命令] [选项]

        命令
          serve（缺省）          启动服务
            --urls 地址          监听地址，缺省 http://localhost:7071
            --data 目录          数据目录
            --roots 目录         每日封存的根哈希和见证另存于此，宜放在另一块盘上；缺省为“数据目录.roots”
            --demo               演示模式：任何人可用演示身份登录，切勿录入真实信息
            --today 年-月-日     演示时钟从这一天开始（仅演示模式）
            --speed 倍数         演示时钟的快慢，1 到 1000000（仅演示模式）
            --packs 目录         增加或代替内置政策包（仅演示模式）
          check 示例…            按政策规则核对示例文件（YAML）
            --packs 目录         增加或代替内置政策包：同一路径的文件代替内置的，其余为新增；一个文件即可
          rehearse               全流程演练：申报、审核、公示、支付、入账、对账
            --today 年-月-日     演练从这一天开始
            --data 目录          把演练数据留在该目录
            --packs 目录         增加或代替内置政策包
          verify                 核验数据目录的每一行、审计链和账目；服务运行中也可核验，不写任何内容
            --data 目录          数据目录（必填）
            --roots 目录         根哈希和见证所在目录，缺省为“数据目录.roots”

          --help                 显示本说明
        """;

    public required Func<ServeOptions, Task<int>> Serve { get; init; }

    public required Func<CheckOptions, Task<int>> Check { get; init; }

    public required Func<RehearseOptions, Task<int>> Rehearse { get; init; }

    public required Func<VerifyOptions, Task<int>> Verify { get; init; }

    /// <summary>Reads the arguments and runs the command they name.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter errors)
    {
        if (args.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            await output.WriteLineAsync(Usage);
            return 0;
        }
        try
        {
            return await Choose(args)();
        }
        catch (BadArgumentsException fault)
        {
            await errors.WriteLineAsync($"{fault.Message}\n\n{Usage}");
            return Misused;
        }
        catch (StorageUnavailableException fault)
        {
            await errors.WriteLineAsync($"无法启动：数据目录不能读写，请检查磁盘空间和权限。（{fault.Message}）");
            return NoStorage;
        }
        catch (StoreRefusedException fault)
        {
            await errors.WriteLineAsync(fault.Message);
            return Refused;
        }
        catch (BadSettingsException fault)
        {
            await errors.WriteLineAsync($"无法启动：{fault.Message}");
            return Misused;
        }
    }

    private Func<Task<int>> Choose(IReadOnlyList<string> args)
    {
        var named = args.Count > 0 && !args[0].StartsWith('-');
        Arguments rest = new([.. args.Skip(named ? 1 : 0)]);
        switch (named ? args[0] : "serve")
        {
            case "serve":
                ServeOptions serve = new()
                {
                    Urls = rest.Text("--urls") ?? "http://localhost:7071",
                    DataFolder = rest.Text("--data"),
                    Roots = rest.Text("--roots"),
                    Demo = rest.Flag("--demo"),
                    Today = rest.Date("--today"),
                    Speed = rest.Number("--speed", 1, 1_000_000),
                    PacksFolder = rest.Text("--packs"),
                };
                rest.End();
                return () => Serve(serve);
            case "check":
                var packs = rest.Text("--packs");
                CheckOptions check = new(rest.Rest("请给出至少一个示例文件"), packs);
                return () => Check(check);
            case "rehearse":
                RehearseOptions rehearse = new(rest.Date("--today"), rest.Text("--data"), rest.Text("--packs"));
                rest.End();
                return () => Rehearse(rehearse);
            case "verify":
                VerifyOptions verify = new(rest.Text("--data") ?? throw new BadArgumentsException("verify 需要 --data 目录"), rest.Text("--roots"));
                rest.End();
                return () => Verify(verify);
            default:
                throw new BadArgumentsException($"没有“{args[0]}”这个命令");
        }
    }
}
