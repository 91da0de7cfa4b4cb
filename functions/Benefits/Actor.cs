namespace Benefits;

/// <summary>Who does something (操作主体): the subject of a sign-in with its role, or <c>system</c> with the name of the step or job. It is set at the doors of the platform and read by the journal.</summary>
/// <param name="Subject">Subject of the sign-in, or the name of a step, job or command.</param>
/// <param name="Role">The role in lower case; <c>system</c> for what no person does at that moment.</param>
public sealed record Actor(string Subject, string Role)
{
    private static readonly AsyncLocal<Actor?> Ambient = new();

    /// <summary>Somebody on the street, who needs no sign-in (公众).</summary>
    public static readonly Actor Public = new("anonymous", "public");

    /// <summary>A door has forgotten to say who comes in. A test fails when a record says so.</summary>
    public static readonly Actor Nobody = new("nobody", "nobody");

    public static Actor Current => Ambient.Value ?? Nobody;

    /// <summary>A workflow's step, a daily job, a command.</summary>
    public static Actor System(string name) => new(name, "system");

    /// <summary>Does the work in this actor's name; whoever acted before does so again afterwards.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        Ambient.Value = this;
        return await work();
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public async Task RunAsync(Func<Task> work)
    {
        Ambient.Value = this;
        await work();
    }
}
