namespace Benefits.Http;

/// <summary>Valid values for the OpenAPI document and the hostile tests.</summary>
internal static class Examples
{
    /// <summary>An invented firm, with a valid check character.</summary>
    public const string Enterprise = "91430100MA4TEXT00G";
}
