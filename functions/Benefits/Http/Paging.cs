using System.Text.Json.Nodes;
using Benefits.Storage;

namespace Benefits.Http;

/// <summary>How long the pages of a list are (分页): the same two parameters and the same <c>next</c> at every list.</summary>
public sealed record Paging(int Ordinary, int Max)
{
    internal const string Limit = "limit";
    internal const string After = "after";

    /// <summary>Lists of short items.</summary>
    public static readonly Paging Brief = new(100, 500);

    /// <summary>Lists of items that explain themselves at length, such as a worker's decision.</summary>
    public static readonly Paging Detailed = new(20, 200);

    internal IReadOnlyList<Parameter> Parameters { get; } =
    [
        Parameter.Number(Limit, $"每页最多几项，不填为{Ordinary}", Ordinary, 1, Max),
        new()
        {
            Name = After,
            Says = "上一页答复的续页标记（next），原样填入",
            Example = PageAsked.Write("!"),
            Schema = new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Za-z0-9_-]+$" },
            FaultOf = text => PageAsked.KeyOf(text) is null ? "不是本系统给出的续页标记" : null,
        },
    ];
}
