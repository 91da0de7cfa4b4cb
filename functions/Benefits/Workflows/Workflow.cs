namespace Benefits.Workflows;

/// <summary>A durable procedure. Its name carries its version: a changed order of steps is a new name, and the old one stays until its last instance has ended.</summary>
public abstract record Workflow(string Name, Type Input, IReadOnlyList<Step> Steps)
{
    public abstract Task RunAsync(IWorkflowContext context, object? input);
}

/// <inheritdoc />
public sealed record Workflow<TIn>(string Name, IReadOnlyList<Step> Steps, Func<IWorkflowContext, TIn, Task> Procedure)
    : Workflow(Name, typeof(TIn), Steps)
{
    public override Task RunAsync(IWorkflowContext context, object? input) => Procedure(context, (TIn)input!);
}

/// <summary>Every workflow the hosts can run, by name.</summary>
public sealed class WorkflowCatalog(IEnumerable<Workflow> workflows)
{
    private readonly Dictionary<string, Workflow> _workflows = workflows.ToDictionary(workflow => workflow.Name);

    public IReadOnlyCollection<Workflow> Workflows => _workflows.Values;

    public Workflow? Find(string name) => _workflows.GetValueOrDefault(name);
}
