namespace Benefits.Http;

/// <summary>A kind of problem (问题类型, RFC 9457): its URI stays the same for good, so that programs can tell kinds apart.</summary>
public sealed record ProblemKind(string Slug, int Status, string Title)
{
    public const string Urn = "urn:qicaitong:problem:";

    public static readonly ProblemKind BadRequest = new("bad-request", 400, "请求内容有误");
    public static readonly ProblemKind Unauthenticated = new("unauthenticated", 401, "请先登录");
    public static readonly ProblemKind Forbidden = new("forbidden", 403, "无权办理");
    public static readonly ProblemKind NotFound = new("not-found", 404, "未找到");
    public static readonly ProblemKind MethodNotAllowed = new("method-not-allowed", 405, "不支持该请求方法");
    public static readonly ProblemKind BodyTooSlow = new("body-too-slow", 408, "请求内容没有按时送达");
    public static readonly ProblemKind Conflict = new("conflict", 409, "与当前状态冲突");
    public static readonly ProblemKind TooLarge = new("too-large", 413, "请求内容过大");
    public static readonly ProblemKind UnsupportedMedia = new("unsupported-media", 415, "不支持的内容格式");
    public static readonly ProblemKind Unprocessable = new("unprocessable", 422, "内容无法受理");
    public static readonly ProblemKind TooManyRequests = new("too-many-requests", 429, "请求过于频繁");
    public static readonly ProblemKind Unexpected = new("unexpected", 500, "系统发生意外错误");
    public static readonly ProblemKind Unavailable = new("unavailable", 503, "系统暂时无法受理");

    /// <summary>True where the same request may succeed later: its answer says when.</summary>
    public bool Passes => Status is 408 or 429 or 503;

    public string Type => Urn + Slug;
}
