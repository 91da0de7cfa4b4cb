using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Benefits.Demo;
using Benefits.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Endpoint = Benefits.Http.Endpoint;

namespace Benefits.Azure;

/// <summary>The interface (接口), one function for each endpoint, under the endpoint's own name and route.</summary>
/// <remarks>
/// Anonymous to the host: who calls is told by the token, which the endpoint's own runner checks, as on the embedded host.
/// The host looks through functions in alphabetical order of their names and takes the first whose route fits, so no two routes of one verb may fit the same path, the last function's apart.
/// </remarks>
internal sealed partial class HttpFunctions(DurableCalls calls, DemoRoster roster)
{
    private static readonly FrozenDictionary<string, Endpoint> ByName = DemoServices.Endpoints.Concat(EndpointCatalog.AtRoot).ToFrozenDictionary(endpoint => endpoint.Name);

    /// <summary>Whatever else is asked for under the prefix: an address that does not exist, or a verb it does not have. Its name keeps it behind all the others.</summary>
    [Function(nameof(ZzUnrouted))]
    public static IResult ZzUnrouted([HttpTrigger(AuthorizationLevel.Anonymous, Route = Routes.Prefix + "/{*path}")] HttpRequest request) => Unrouted.Answer(request.HttpContext);

    private async Task<IResult> RunAsync(HttpRequest request, DurableTaskClient durable, [CallerMemberName] string name = "")
    {
        calls.Enter(durable);
        var endpoint = ByName[name];
        if (endpoint.DemoOnly) await roster.RefreshAsync();
        return await EndpointRunner.RunAsync(endpoint, request.HttpContext);
    }
}
