using Benefits.Sheets;

namespace Benefits.Http;

/// <summary>Faults of a file as faults of a request: the place is the line and column. Those beyond the first thousand are counted in the sentence only.</summary>
internal static class FileFaults
{
    public static IReadOnlyList<Fault> Of(IReadOnlyList<ImportFault> faults) =>
        [.. faults.Take(RequestFaults.Max).Select(fault => new Fault(fault.Line == 0 ? "" : $"line:{fault.Line}{(fault.Column is null ? "" : $":{fault.Column}")}", fault.Message))];
}
