namespace Benefits.Http;

/// <summary>Every route, once. Those of the interface lie under <c>/api/</c>; <see cref="Health"/> and <see cref="OpenApi"/> lie at the root.</summary>
public static class Routes
{
    public const string Prefix = "api";

    public const string Health = "health";
    public const string OpenApi = "openapi/v1.json";

    public const string DemoSignIn = "demo/sign-in";
    public const string DemoStaff = "demo/staff";
}
