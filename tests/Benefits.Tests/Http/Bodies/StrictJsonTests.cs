using System.Text;
using System.Text.Json;
using Benefits.Http;
using Benefits.Http.Bodies;
using Benefits.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Benefits.Tests.Http.Bodies;

public sealed class StrictJsonTests
{
    private static readonly byte[] Good = JsonSerializer.SerializeToUtf8Bytes(TestForm.Example, StoredJson.Options);

    private static readonly JsonSerializerOptions Escaping = new(StoredJson.Options) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default };

    [Fact]
    public void A_good_body_is_read_as_it_was_written()
    {
        var form = StrictJson.Read<TestForm>(Good, out var faults);
        Assert.Empty(faults);
        Assert.Equal(StoredJson.Write(TestForm.Example), StoredJson.Write(form));
    }

    [Fact]
    public void Escaped_Chinese_is_as_good_as_plain()
    {
        var escaped = JsonSerializer.Serialize(TestForm.Example, Escaping);
        Assert.Contains("\\u", escaped, StringComparison.Ordinal);
        Assert.Equal(StoredJson.Write(TestForm.Example), StoredJson.Write(StrictJson.Read<TestForm>(Encoding.UTF8.GetBytes(escaped), out _)));
    }

    [Fact]
    public void A_pair_of_surrogates_and_line_breaks_are_taken_where_they_belong()
    {
        var form = StrictJson.Read<TestForm>(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Good).Replace("第一行", "\\ud842\\udfb7\\r\\n", StringComparison.Ordinal)), out var faults);
        Assert.Empty(faults);
        Assert.StartsWith("\U00020BB7\r\n", form!.Note, StringComparison.Ordinal);
        StrictJson.Read<TestForm>(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Good).Replace("湖南样例", "湖南\\n样例", StringComparison.Ordinal)), out var broken);
        Assert.Equal("/name", Assert.Single(broken).At);
    }

    [Fact]
    public void Wrong_case_and_lists_of_enum_names_are_refused()
    {
        foreach (var role in (string[])["Agent", "agent, auditor", "0", " agent"])
        {
            StrictJson.Read<TestForm>(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Good).Replace("\"agent\"", $"\"{role}\"", StringComparison.Ordinal)), out var faults);
            Assert.Equal("/role", Assert.Single(faults).At);
        }
    }

    [Fact]
    public void A_typed_text_says_itself_what_is_wrong()
    {
        StrictJson.Read<TestForm>(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Good).Replace(TestForm.Example.CreditCode.Text, "123", StringComparison.Ordinal)), out var faults);
        Assert.Equal("统一社会信用代码应为18位，现为3位", Assert.Single(faults).Message);
    }

    [Fact]
    public void Ten_thousand_workers_fit_and_their_faults_are_counted_not_all_listed()
    {
        var many = TestForm.Example with { People = [.. Enumerable.Repeat(TestForm.Example.People[0], 10_000)] };
        var body = JsonSerializer.SerializeToUtf8Bytes(many, StoredJson.Options);
        Assert.Equal(10_000, StrictJson.Read<TestForm>(body, out _)!.People.Count);
        RequestFaults faults = new();
        Assert.Null(StrictJson.Read(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace("张三", "", StringComparison.Ordinal)), typeof(TestForm), faults));
        Assert.Equal(10_000, faults.Total);
        Assert.Equal(RequestFaults.Max, faults.Faults.Count);
    }

    [Fact]
    public void Whatever_bytes_come_they_are_read_or_named_and_what_is_read_has_no_fault()
    {
        var bytes = ArbMap.Default.GeneratorFor<byte>();
        var twisted =
            from count in Gen.Choose(1, 4)
            from places in Gen.ArrayOf(Gen.Choose(0, Good.Length - 1), count)
            from signs in Gen.ArrayOf(Gen.Frequency((1, bytes), (3, Gen.Elements("{}[]\",:\\0123456789.-eEnulltrufas"u8.ToArray()))), count)
            select Twist(places, signs);
        Prop.ForAll(twisted.ToArbitrary(), body =>
        {
            var form = StrictJson.Read<TestForm>(body, out var faults);
            if (form is null) return faults.Count > 0;
            RequestFaults found = new();
            using var document = JsonDocument.Parse(body);
            Shape.Of(typeof(TestForm)).Walk(document.RootElement, "", found);
            return faults.Count == 0 && found.Total == 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    private static byte[] Twist(int[] places, byte[] signs)
    {
        byte[] body = [.. Good];
        for (var number = 0; number < places.Length; number++) body[places[number]] = signs[number];
        return body;
    }
}
