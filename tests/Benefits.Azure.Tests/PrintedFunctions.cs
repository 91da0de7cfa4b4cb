using System.Globalization;
using Benefits.Demo;
using Benefits.Http;
using Benefits.Workflows;

namespace Benefits.Azure.Tests;

/// <summary>The functions that follow from the platform's catalogues, as C#: what is declared once there is written nowhere else by hand.</summary>
internal static class PrintedFunctions
{
    private const string Durable = "[DurableClient] DurableTaskClient durable";

    public static string Endpoints() => Print("HttpFunctions", "internal sealed", ["Microsoft.AspNetCore.Http", "Microsoft.Azure.Functions.Worker", "Microsoft.DurableTask.Client"],
    [
        .. DemoServices.Endpoints.Select(endpoint => Of(endpoint, $"{Routes.Prefix}/{endpoint.Route}")),
        .. EndpointCatalog.AtRoot.Select(endpoint => Of(endpoint, endpoint.Route)),
    ]);

    public static string Steps(IReadOnlyList<Workflow> workflows)
    {
        var steps = workflows.SelectMany(workflow => workflow.Steps).DistinctBy(step => step.Name).ToList();
        return Print("StepFunctions", "internal sealed", [.. steps.SelectMany(step => new[] { step.Input, step.Output }).Select(type => type.Namespace!), "Microsoft.Azure.Functions.Worker", "Microsoft.DurableTask.Client"], steps.Select(Of));
    }

    public static string Procedures(IReadOnlyList<Workflow> workflows) =>
        Print("WorkflowFunctions", "internal static", [.. workflows.Select(workflow => workflow.Input.Namespace!), "Microsoft.Azure.Functions.Worker", "Microsoft.DurableTask"], workflows.Select(Of));

    /// <summary>One after the other from five past midnight in Beijing, which is 16:05 in UTC.</summary>
    public static string Timers(IReadOnlyCollection<string> jobs) =>
        Print("TimerFunctions", "internal sealed", ["Microsoft.Azure.Functions.Worker", "Microsoft.DurableTask.Client"], jobs.Select((job, index) => Of(job, 5 * (index + 1))));

    private static string Of(Endpoint endpoint, string route) =>
        $$"""
            [Function("{{endpoint.Name}}")]
            public Task<IResult> {{endpoint.Name}}([HttpTrigger(AuthorizationLevel.Anonymous, "{{endpoint.Verb.ToString().ToLowerInvariant()}}", Route = "{{route}}")] HttpRequest request, {{Durable}}) => RunAsync(request, durable);
        """;

    private static string Of(Step step) =>
        $$"""
            [Function("{{step.Name}}")]
            public Task<{{step.Output.Name}}> {{Pascal(step.Name)}}([ActivityTrigger] {{step.Input.Name}} input, {{Durable}}, FunctionContext call) => RunAsync<{{step.Input.Name}}, {{step.Output.Name}}>("{{step.Name}}", input, durable, call);
        """;

    private static string Of(Workflow workflow) =>
        $$"""
            [Function("{{workflow.Name}}")]
            public static Task {{Pascal(workflow.Name)}}([OrchestrationTrigger] TaskOrchestrationContext durable) => RunAsync<{{workflow.Input.Name}}>("{{workflow.Name}}", durable);
        """;

    private static string Of(string job, int minute) =>
        $$"""
            [Function("{{Pascal(job)}}Timer")]
            public Task {{Pascal(job)}}Async([TimerTrigger("0 {{minute}} 16 * * *")] TimerInfo timer, {{Durable}}, FunctionContext call) => RunTodayAsync("{{job}}", durable, call);
        """;

    private static string Print(string type, string modifiers, IEnumerable<string> uses, IEnumerable<string> functions) =>
        $$"""
        {{string.Join('\n', uses.Distinct().Order(StringComparer.Ordinal).Select(name => $"using {name};"))}}

        namespace Benefits.Azure;

        // Printed from the platform's catalogues by the tests of this app, which fail where the two differ.
        {{modifiers}} partial class {{type}}
        {
        {{string.Join("\n\n", functions)}}
        }

        """.ReplaceLineEndings("\n");

    public static string Pascal(string name) => string.Concat(name.Split('-').Select(part => string.Concat(part[..1].ToUpper(CultureInfo.InvariantCulture), part[1..])));
}
