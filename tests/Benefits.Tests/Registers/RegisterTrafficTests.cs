using Benefits.Storage;

namespace Benefits.Tests.Registers;

public sealed class RegisterTrafficTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(300)]
    [InlineData(1_000)]
    [InlineData(5_000)]
    public async Task A_load_and_a_second_one_take_less_than_a_request_and_a_fifth_a_person_and_register(int people)
    {
        CountingTable table = new(new MemoryTable());
        using Office office = new(table);

        var (first, second) = await RegisterTraffic.MeasureAsync(office, people, () => table.Requests);

        output.WriteLine($"{people}: {first:0.000} {second:0.000}");
        Assert.InRange(first, 0, RegisterTraffic.MostRequests);
        Assert.InRange(second, 0, RegisterTraffic.MostRequests);
    }
}
