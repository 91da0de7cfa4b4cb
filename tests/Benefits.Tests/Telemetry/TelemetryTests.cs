using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Benefits.Demo;
using Benefits.Local.Commands;
using Benefits.Telemetry;

namespace Benefits.Tests.Telemetry;

/// <summary>What the platform exports about itself, read as an operator's collector would.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task The_spans_and_metrics_of_a_rehearsal_lead_from_the_request_to_the_store_and_hold_nothing_of_a_person()
    {
        ConcurrentBag<Activity> spans = [];
        ConcurrentDictionary<string, double> measured = [];
        ConcurrentBag<string> texts = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == Instruments.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using MeterListener meters = new();
        meters.InstrumentPublished = (instrument, all) =>
        {
            if (instrument.Meter.Name == Instruments.Name) all.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        meters.Start();

        using StringWriter output = new();
        Assert.Equal(0, await RehearseCommand.RunAsync(new RehearseOptions(null, null), TimeProvider.System, output));

        // Other tests run beside this one, and their spans are here too: one trace at least, the rehearsal's, must be whole.
        Assert.Contains(spans.GroupBy(span => span.TraceId), IsWhole);
        Assert.True(measured["qicaitong.payout.lines"] >= 50);
        Assert.True(measured["qicaitong.payout.amount"] >= 5_000_000);
        Assert.True(measured["qicaitong.refusals"] > 0);
        Assert.Contains("qicaitong.queue.age", measured.Keys);

        foreach (var span in spans)
        {
            texts.Add(span.DisplayName);
            foreach (var tag in span.TagObjects) texts.Add($"{tag.Value}");
            if (span.StatusDescription is { } description) texts.Add(description);
        }
        var everything = string.Join('\n', texts.Distinct());
        var demo = DemoData.Create(new DateOnly(2022, 9, 1));
        foreach (var worker in demo.RehearsalWorkers)
        {
            Assert.DoesNotContain(worker.Id.Text, everything, StringComparison.Ordinal);
            Assert.DoesNotContain(worker.Name, everything, StringComparison.Ordinal);
        }
        Assert.DoesNotContain(demo.RehearsalFirm.Account, everything, StringComparison.Ordinal);
        Assert.DoesNotContain(demo.RehearsalFirm.Code.Text, everything, StringComparison.Ordinal);

        void Note<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
            where T : struct, IConvertible
        {
            measured.AddOrUpdate(instrument.Name, value.ToDouble(null), (_, sum) => sum + value.ToDouble(null));
            foreach (var tag in tags) texts.Add($"{tag.Value}");
        }
    }

    /// <summary>From the request that submitted, over the workflow's steps, to the table.</summary>
    private static bool IsWhole(IEnumerable<Activity> trace)
    {
        var spans = trace.ToList();
        return spans.Exists(span => span.OperationName == "SubmitApplication")
            && spans.Exists(span => span.OperationName == "step payout-settle")
            && spans.Find(span => span.OperationName == "step payout-decide") is { } decide
            && spans.Exists(span => span.OperationName == "table commit" && span.ParentSpanId == decide.SpanId);
    }
}
