using Microsoft.AspNetCore.Http;

namespace Benefits.Http;

/// <summary>Holds path, query and headers against what the endpoint declares. An unknown or repeated query parameter is a fault: a misspelt filter must not answer with everything.</summary>
internal static class ParameterCheck
{
    public static void Run(Endpoint endpoint, HttpRequest request, RequestFaults faults)
    {
        foreach (var parameter in endpoint.Parameters) Check(parameter, request, faults);
        if (request.Query.Count == 0) return;
        foreach (var name in request.Query.Keys)
        {
            if (!endpoint.Parameters.Any(parameter => parameter.Place == Place.Query && string.Equals(parameter.Name, name, StringComparison.Ordinal)))
            {
                faults.Add(Parameter.PointerOf(Place.Query, Shown(name)), FaultCodes.Unknown, "没有这个查询参数");
            }
        }
    }

    private static void Check(Parameter parameter, HttpRequest request, RequestFaults faults)
    {
        var (text, count) = parameter.Place switch
        {
            Place.Path => (request.RouteValues[parameter.Name] as string, 1),
            Place.Query => request.Query.TryGetValue(parameter.Name, out var values) ? (values[0] ?? "", values.Count) : (null, 0),
            _ => request.Headers.TryGetValue(parameter.Name, out var values) ? (values[0] ?? "", values.Count) : (null, 0),
        };
        if (text is null)
        {
            if (parameter.Required) faults.Add(parameter.Pointer, FaultCodes.Missing, $"缺少“{parameter.Says}”");
        }
        else if (count > 1)
        {
            faults.Add(parameter.Pointer, FaultCodes.Duplicate, $"“{parameter.Says}”只能给出一次");
        }
        else if (parameter.FaultOf(text) is { } fault)
        {
            faults.Add(parameter.Pointer, FaultCodes.Invalid, fault);
        }
    }

    /// <summary>A stranger's name may be anything; only a plain one is repeated.</summary>
    private static string Shown(string name) => name.Length <= 40 && name.All(char.IsAsciiLetterOrDigit) ? name : "?";
}
