using Benefits.Http.Access;
using Microsoft.AspNetCore.Http;

namespace Benefits.Http;

/// <summary>One operation of the interface (接口), as data: every host maps it, the OpenAPI document describes it, the hostile tests attack it.</summary>
public sealed record Endpoint
{
    /// <summary>What somebody may send who needs no token: 32 KiB.</summary>
    public const int SmallBytes = 32 * 1024;

    /// <summary>What a body holds unless the endpoint says otherwise: 1 MiB.</summary>
    public const int OrdinaryBytes = 1024 * 1024;

    /// <summary>A form of 10,000 workers at up to 800 bytes each: 8 MiB.</summary>
    public const int LargeFormBytes = 8 * 1024 * 1024;

    /// <summary>A list file (清单文件): 32 MiB, some 300,000 lines.</summary>
    public const int FileBytes = 32 * 1024 * 1024;

    /// <summary>The operationId, and the function's name on Azure: <c>SubmitApplication</c>.</summary>
    public required string Name { get; init; }

    public required Verb Verb { get; init; }

    /// <summary>Template without the leading <c>/api/</c>, from <see cref="Routes"/>.</summary>
    public required string Route { get; init; }

    /// <summary>What it does, one Chinese sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>What a caller must know besides, in Chinese: limits, repeats, what happens next.</summary>
    public string? Description { get; init; }

    /// <summary>What the packs in use add to the description, such as the registers that there are; asked once.</summary>
    public Func<IServiceProvider, string>? DescriptionInUse { get; init; }

    /// <summary>The resource it belongs to, in Chinese; groups the document.</summary>
    public required string Tag { get; init; }

    /// <summary>Who may call it; empty is anyone, without a token.</summary>
    public IReadOnlyList<Role> Roles { get; init; } = [];

    /// <summary>Those it declares, and with <see cref="Pages"/> the two that ask for a page.</summary>
    public IReadOnlyList<Parameter> Parameters
    {
        get => Pages is null ? field : [.. field, .. Pages.Parameters];
        init;
    } = [];

    /// <summary>How long its pages are; null where it answers no list. Its <see cref="Response"/> is an <see cref="Storage.IPage"/>.</summary>
    public Paging? Pages { get; init; }

    /// <summary>The type of the JSON body; read and checked before <see cref="Handle"/> runs.</summary>
    public Type? Request { get; init; }

    /// <summary>A valid body, shown in the document and twisted by the hostile tests. Required where there is a <see cref="Request"/>.</summary>
    public object? Example { get; init; }

    public BodyKind Accepts { get; init; }

    public int MaxBytes { get; init; } = OrdinaryBytes;

    /// <summary>The type of a good answer's JSON body; null where it has none, or is no JSON.</summary>
    public Type? Response { get; init; }

    /// <summary>The media type of a good answer.</summary>
    public string Produces { get; init; } = "application/json";

    public int Success { get; init; } = StatusCodes.Status200OK;

    /// <summary>Where what takes long may be left to a job (长任务): the type of the job as the answer 202 shows it, with its address in <c>Location</c>.</summary>
    public Type? Job { get; init; }

    /// <summary>Problems its handler answers with; those of the runner (400, 401, 403, 408, 413, 415, 429, 503) are added by themselves.</summary>
    public IReadOnlyList<ProblemKind> Problems { get; init; } = [];

    /// <summary>True where nobody needs a token and who has one is known by it (可登录，可不登录).</summary>
    public bool MaySignIn { get; init; }

    /// <summary>True where it exists in demo mode (演示模式) only.</summary>
    public bool DemoOnly { get; init; }

    public required Handler Handle { get; init; }
}

public enum Verb
{
    Get,
    Post,
    Put,
    Delete,
}

public enum BodyKind
{
    /// <summary>A JSON body of <see cref="Endpoint.Request"/>, or none where that is null.</summary>
    Json,

    /// <summary>A file as <c>text/csv</c>, read by the handler from <see cref="ApiCall.OpenFile"/>.</summary>
    Csv,
}
