using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Benefits.Http;

/// <summary>What answers an endpoint, and the use cases that it names: they are handed to it, and a test knows beforehand whether a host has them all.</summary>
public sealed class Handler
{
    private readonly Func<ApiCall, IServiceProvider, Task<IResult>> _answer;

    private Handler(Func<ApiCall, IServiceProvider, Task<IResult>> answer, params IReadOnlyList<Type> needs)
    {
        _answer = answer;
        Needs = needs;
    }

    /// <summary>The services that it cannot answer without.</summary>
    public IReadOnlyList<Type> Needs { get; }

    public static Handler Of(Func<ApiCall, Task<IResult>> answer) => new((call, _) => answer(call));

    public static Handler Of<T>(Func<ApiCall, T, Task<IResult>> answer)
        where T : notnull =>
        new((call, services) => answer(call, services.GetRequiredService<T>()), typeof(T));

    public static Handler Of<T1, T2>(Func<ApiCall, T1, T2, Task<IResult>> answer)
        where T1 : notnull
        where T2 : notnull =>
        new((call, services) => answer(call, services.GetRequiredService<T1>(), services.GetRequiredService<T2>()), typeof(T1), typeof(T2));

    public static Handler Of<T1, T2, T3>(Func<ApiCall, T1, T2, T3, Task<IResult>> answer)
        where T1 : notnull
        where T2 : notnull
        where T3 : notnull =>
        new((call, services) => answer(call, services.GetRequiredService<T1>(), services.GetRequiredService<T2>(), services.GetRequiredService<T3>()), typeof(T1), typeof(T2), typeof(T3));

    internal Task<IResult> AnswerAsync(ApiCall call) => _answer(call, call.Context.RequestServices);
}
