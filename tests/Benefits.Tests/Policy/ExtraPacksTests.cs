using Benefits.Http.Access;
using Benefits.Local;
using Benefits.Local.Commands;
using Benefits.Policy;
using Benefits.Tests.Storage;
using Microsoft.Extensions.Configuration;

namespace Benefits.Tests.Policy;

public sealed class ExtraPacksTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("parameters/hiring-subsidy.yaml", "parameter: hiring_subsidy\ntitle: 一次性吸纳就业补贴标准\ntype: money\nplaces:\n  - { place: \"43\", title: 湖南省, values: [{ from: 2022-06-22, value: 1200, source: 试行 }] }\n")]
    [InlineData("parameters/night-shift.yaml", "parameter: night_shift\ntitle: 夜班补助\ntype: money\nplaces:\n  - { place: \"43\", title: 湖南省, values: [{ from: 2022-06-22, value: 10, source: 试行 }] }\n")]
    [InlineData("registers/veterans.yaml", "register: veterans\ntitle: 退役军人登记\nabout: person\ncolumns:\n  - { name: dischargedOn, header: 退役日期, type: date }\nkey: [dischargedOn]\nfacts:\n  - { fact: worker.veteran, title: 退役军人, exists: true }\n")]
    [InlineData("registers/more-ledger.yaml", "source: 资金台账\nfacts:\n  - { fact: apprentice.settled, title: 已结算学徒培训补贴, paid_claims: { group: apprenticeship, instalment: settlement } }\n")]
    [InlineData("hunan-2022-22/a08-graduate-bonus.yaml", "measure: graduate-bonus\nlike: graduate-hiring-subsidy\ntitle: 试行补贴\n")]
    public void One_extra_file_is_enough(string path, string text)
    {
        Write(path, text);
        var built = PolicyLibrary.LoadBuiltIn();
        var extra = PolicyLibrary.LoadBuiltIn(_folder.Path);
        Assert.NotEqual(built.Hash, extra.Hash);
        Assert.InRange(extra.Measures.Count + extra.Parameters.Count + extra.Registers.Count + extra.Facts.All.Count - built.Measures.Count - built.Parameters.Count - built.Registers.Count - built.Facts.All.Count, 0, 2);
    }

    [Fact]
    public void A_folder_that_is_not_there_or_holds_no_pack_is_refused()
    {
        Assert.Contains("中没有 .yaml 文件", Assert.Throws<DirectoryNotFoundException>(() => PolicyLibrary.LoadBuiltIn(_folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("没有政策包目录", Assert.Throws<BadSettingsException>(() => ServeCommand.LoadPolicies(Path.Combine(_folder.Path, "none"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_faulty_extra_file_stops_the_start_with_its_line()
    {
        Write("registers/veterans.yaml", "register: veterans\ntitle: 退役军人登记\nabout: nobody\n");
        Assert.Contains("registers/veterans.yaml(3)", Assert.Throws<BadSettingsException>(() => ServeCommand.LoadPolicies(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void On_a_real_store_packs_from_a_folder_are_refused_with_the_way_they_come_in()
    {
        Dictionary<string, string?> settings = new() { ["Auth:Authority"] = "https://id.example", ["Auth:Audience"] = "qicaitong" };
        var real = AuthSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), demo: false);
        var fault = Assert.Throws<BadSettingsException>(() => LocalHost.Check(new ServeOptions { DataFolder = "d", PacksFolder = "p" }, real));
        Assert.Contains("由第二人确认", fault.Message, StringComparison.Ordinal);
        LocalHost.Check(new ServeOptions { DataFolder = "d" }, real);
        LocalHost.Check(new ServeOptions { PacksFolder = "p" }, AuthSettings.Read(new ConfigurationBuilder().Build(), demo: true));
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
