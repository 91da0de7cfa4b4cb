namespace Benefits.Http;

/// <summary>Codes of the faults that any request can have.</summary>
public static class FaultCodes
{
    public const string Syntax = "syntax";
    public const string Encoding = "encoding";
    public const string TooDeep = "too-deep";
    public const string WrongType = "wrong-type";
    public const string Missing = "missing";
    public const string Unknown = "unknown";
    public const string Duplicate = "duplicate";
    public const string Null = "null";
    public const string OutOfRange = "out-of-range";
    public const string BadCharacters = "bad-characters";
    public const string TooLong = "too-long";
    public const string TooShort = "too-short";
    public const string Invalid = "invalid";
}

/// <summary>Faults as they are found. Beyond <see cref="Max"/> they are only counted, so that a hostile body cannot ask for a huge answer.</summary>
internal sealed class RequestFaults
{
    public const int Max = 1000;

    private readonly List<Fault> _faults = [];

    public IReadOnlyList<Fault> Faults => _faults;

    public int Total { get; private set; }

    public void Add(string pointer, string code, string message)
    {
        Total++;
        if (_faults.Count < Max) _faults.Add(new Fault(pointer, message, code));
    }
}
