using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Moq;

namespace Benefits.Azure.Tests;

/// <summary>The trace of a call is the one that the host handed over with it, not one of Kestrel's.</summary>
public sealed class CallTraceTests
{
    [Fact]
    public async Task A_call_goes_on_in_the_trace_that_the_host_began()
    {
        Activity? seen = null;

        await new CallTrace().Invoke(Call("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"), _ =>
        {
            seen = Activity.Current;
            return Task.CompletedTask;
        });

        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"), (seen!.TraceId.ToHexString(), seen.ParentSpanId.ToHexString()));
        // What the host does not sample of its own says nothing about the platform's spans.
        Assert.True(seen.Recorded);
        Assert.Null(Activity.Current);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no trace")]
    public async Task A_call_without_a_trace_is_made_all_the_same(string parent)
    {
        var made = false;

        await new CallTrace().Invoke(Call(parent), _ =>
        {
            made = true;
            return Task.CompletedTask;
        });

        Assert.True(made);
    }

    private static FunctionContext Call(string parent) =>
        Mock.Of<FunctionContext>(call => call.TraceContext == Mock.Of<TraceContext>(trace => trace.TraceParent == parent && trace.TraceState == "") && call.FunctionDefinition == Mock.Of<FunctionDefinition>(function => function.Name == "GetPolicy"));
}
