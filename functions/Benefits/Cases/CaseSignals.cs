using Benefits.Workflows;

namespace Benefits.Cases;

/// <summary>What a case's workflow waits for. A signal carries no more than a number; what was said lies in the case file.</summary>
public static class CaseSignals
{
    public static readonly Signal<SignatureGiven> SignatureGiven = new("signature-given");
    public static readonly Signal<ObjectionsSettled> ObjectionsSettled = new("objections-settled");
    public static readonly Signal<FundsRaised> FundsRaised = new("funds-raised");
}

public sealed record SignatureGiven(int Signature);

public sealed record ObjectionsSettled(int Count);

public sealed record FundsRaised(string Fund);
