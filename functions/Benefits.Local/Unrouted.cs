using Benefits.Http;

namespace Benefits.Local;

/// <summary>Gives a body to what routing refuses on its own: an unknown address or a wrong verb.</summary>
internal static class Unrouted
{
    public static async Task AnswerAsync(HttpContext context, RequestDelegate next, bool demo)
    {
        AnswerHeaders.SetCommon(context.Response.Headers, demo);
        await next(context);
        if (context.Response.HasStarted || context.Response.ContentType is not null) return;
        IResult? problem = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problems.NotFound("没有这个地址"),
            StatusCodes.Status405MethodNotAllowed => Problems.Of(ProblemKind.MethodNotAllowed, $"此地址只支持 {context.Response.Headers.Allow}"),
            _ => null,
        };
        if (problem is not null) await problem.ExecuteAsync(context);
    }
}
