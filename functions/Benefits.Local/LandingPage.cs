using Benefits.Http;

namespace Benefits.Local;

/// <summary>What a browser sees at the root: what this is, and where to go on.</summary>
internal static class LandingPage
{
    private const string DemoNote = """
        <p class="demo">演示模式：任何人都能以任何演示身份登录，数据均为虚构，切勿录入真实信息。</p>
        <h2>试一试</h2>
        <pre>curl -s ADDRESS/api/demo/staff
        curl -s -X POST ADDRESS/api/demo/sign-in -H 'Content-Type: application/json' -d '{"subject":"（上面列出的标识）"}'</pre>
        """;

    public static Task WriteAsync(HttpContext context, bool demo)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        // The address comes from the Host header, which anyone may write.
        var address = System.Text.Encodings.Web.HtmlEncoder.Default.Encode($"{context.Request.Scheme}://{context.Request.Host}");
        return context.Response.WriteAsync($$"""
            <!doctype html>
            <html lang="zh-CN">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>企才通</title>
            <style>body{font:16px/1.7 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}pre{background:#f4f4f4;padding:1em;overflow:auto}.demo{background:#fff3cd;padding:.6em 1em}</style></head>
            <body>
            <h1>企才通</h1>
            <p>专精特新企业人才政策兑现平台：查政策、一次申报、逐项说明理由、公示、支付、入账。</p>
            {{(demo ? DemoNote.Replace("ADDRESS", address, StringComparison.Ordinal) : "")}}
            <ul>
            <li><a href="/{{Routes.OpenApi}}">接口文档（OpenAPI）</a></li>
            <li><a href="/{{Routes.HealthReady}}">运行状态</a></li>
            </ul>
            </body>
            </html>
            """, context.RequestAborted);
    }
}
