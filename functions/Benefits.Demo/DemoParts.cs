using Benefits.Funds;

namespace Benefits.Demo;

/// <summary>A made-up firm. Its code has a valid check character and a registration area that does not exist.</summary>
/// <param name="Account">Number of the account that pays its social insurance.</param>
public sealed record DemoFirm(CreditCode Code, string Name, DistrictCode District, string BankCode, string Account);

/// <summary>A made-up worker of a firm whose form a visitor can hand in.</summary>
/// <param name="Case">What the worker is there to show, such as <c>graduate</c>, <c>waits</c>, <c>short-contract</c>, <c>unknown</c>.</param>
public sealed record DemoWorker(ResidentId Id, string Name, DateOnly HiredOn, DateOnly ContractFrom, DateOnly? ContractTo, string Case);

/// <summary>Someone who can sign in to the demo.</summary>
/// <param name="Role">agent, caseworker, reviewer, supervisor, auditor or operator.</param>
/// <param name="District">Where they decide; null for an agent.</param>
/// <param name="Firm">Whom an agent acts for.</param>
public sealed record DemoStaff(string Subject, string Name, string Role, DistrictCode? District, CreditCode? Firm);

/// <summary>Money of one fund, place and year.</summary>
public sealed record DemoBudget(FundKey Fund, Money Amount);
