using Benefits.Storage;

namespace Benefits.Tests.Registers;

public sealed class RegisterTrafficTests
{
    [Theory]
    [InlineData(300)]
    [InlineData(1_000)]
    [InlineData(5_000)]
    public async Task An_extract_and_the_next_one_take_at_most_a_request_and_a_fifth_a_person_and_register(int people)
    {
        CountingTable table = new(new MemoryTable());
        using Office office = new(table);

        var (first, second) = await RegisterTraffic.MeasureAsync(office, people, () => table.Requests);

        Assert.InRange(first, 0.01, RegisterTraffic.MostRequests);
        Assert.InRange(second, 0.01, RegisterTraffic.MostRequests);
    }

    [Fact]
    public async Task All_that_registers_say_of_a_person_is_one_request()
    {
        CountingTable table = new(new MemoryTable());
        using Office office = new(table);
        foreach (var name in RegisterTraffic.Names) await office.LoadAsync(name, RegisterTraffic.Extract(name, 1_000));
        var firm = await office.Facts.EnterpriseAsync(Office.Code(1), default);
        var before = table.Requests;

        var facts = await office.Facts.GatherAsync(firm, office.Vault.KeyOf(Office.Person(1, 1980)), null, Office.Today, default);

        Assert.Equal(1, table.Requests - before);
        Assert.NotNull(facts.Find("worker.born_on"));
    }
}
