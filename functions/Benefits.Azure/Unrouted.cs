using Benefits.Demo;
using Benefits.Http;
using Benefits.Http.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using Endpoint = Benefits.Http.Endpoint;

namespace Benefits.Azure;

/// <summary>Answers for what no function takes, as the embedded host does: 405 with the verbs there are, or 404.</summary>
internal static class Unrouted
{
    private static readonly IReadOnlyList<(Endpoint Endpoint, TemplateMatcher Matcher)> Matchers =
        [.. DemoServices.Endpoints.Select(endpoint => (endpoint, new TemplateMatcher(TemplateParser.Parse($"{Routes.Prefix}/{endpoint.Route}"), [])))];

    public static IResult Answer(HttpContext context)
    {
        var demo = context.RequestServices.GetRequiredService<AuthSettings>().Demo;
        AnswerHeaders.SetCommon(context.Response.Headers, demo);
        var verbs = Matchers
            .Where(each => (demo || !each.Endpoint.DemoOnly) && each.Matcher.TryMatch(context.Request.Path, []))
            .Select(each => each.Endpoint.Verb.ToString().ToUpperInvariant())
            .Distinct().Order(StringComparer.Ordinal).ToList();
        if (verbs.Count == 0) return Problems.NotFound("没有这个地址");
        context.Response.Headers.Allow = string.Join(", ", verbs);
        return Problems.Of(ProblemKind.MethodNotAllowed, $"此地址只支持 {context.Response.Headers.Allow}");
    }
}
