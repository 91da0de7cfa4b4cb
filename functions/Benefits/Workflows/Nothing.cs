namespace Benefits.Workflows;

/// <summary>What a step answers that has nothing to say.</summary>
public sealed record Nothing
{
    public static readonly Nothing AtAll = new();
}
