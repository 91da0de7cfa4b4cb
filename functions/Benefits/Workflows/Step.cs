using Microsoft.Extensions.DependencyInjection;

namespace Benefits.Workflows;

/// <summary>A named piece of work that a workflow calls. It may run, lose its answer in a crash, and run again: it must be repeatable.</summary>
public abstract record Step(string Name, Type Input, Type Output)
{
    /// <summary>A step that a method of <typeparamref name="TService"/> carries out.</summary>
    public static Step<TIn, TOut> Of<TService, TIn, TOut>(string name, Func<TService, TIn, CancellationToken, Task<TOut>> work)
        where TService : notnull =>
        new(name, (services, input, cancel) => work(services.GetRequiredService<TService>(), input, cancel));

    /// <summary>Runs the step on services of a scope of its own.</summary>
    public abstract Task<object?> RunAsync(IServiceProvider services, object? input, CancellationToken cancel);
}

/// <inheritdoc />
public sealed record Step<TIn, TOut>(string Name, Func<IServiceProvider, TIn, CancellationToken, Task<TOut>> Work)
    : Step(Name, typeof(TIn), typeof(TOut))
{
    public override async Task<object?> RunAsync(IServiceProvider services, object? input, CancellationToken cancel) =>
        await RunAsync(services, (TIn)input!, cancel);

    /// <summary>Runs the step in its own name: what it writes says that no person did it.</summary>
    public Task<TOut> RunAsync(IServiceProvider services, TIn input, CancellationToken cancel) => Actor.System(Name).RunAsync(() => Work(services, input, cancel));
}
