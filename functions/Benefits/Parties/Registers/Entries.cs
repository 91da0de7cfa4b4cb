namespace Benefits.Parties.Registers;

/// <summary>A graduation (高校毕业生信息).</summary>
/// <param name="School">Keyed hash of what was typed, by which two graduations are told apart; no rule asks for the name.</param>
/// <param name="Degree">A word of the register's list: 本科.</param>
/// <param name="FullTime">普通高等学历教育; correspondence and adult education are not.</param>
public sealed record Graduation(string School, string Degree, bool FullTime, DateOnly GraduatedOn);

/// <summary>A registration as unemployed (失业登记).</summary>
public sealed record Unemployment(DateOnly RegisteredOn, DateOnly? EndedOn);

/// <summary>An entry in the named ledger of graduates without work (离校未就业高校毕业生实名台账).</summary>
public sealed record UnemployedGraduate(DateOnly ListedOn, DateOnly? EndedOn);

/// <summary>A recognition as hard to employ (就业困难人员认定).</summary>
/// <param name="Kind">The word that rules use, such as <c>older</c>.</param>
public sealed record Hardship(string Kind, DateOnly RecognisedOn, DateOnly? EndedOn);

/// <summary>Listed as out of poverty, or monitored (脱贫人口、防止返贫监测对象).</summary>
public sealed record Poverty(DateOnly ListedOn);

/// <summary>A filed labour contract (劳动用工备案). One without an end runs on (无固定期限).</summary>
public sealed record Contract(DateOnly From, DateOnly? To, DateOnly FiledOn);

/// <summary>Branches of social insurance (险种).</summary>
public enum InsuranceKind
{
    Unemployment,
    Pension,
    Medical,
    Injury,
}

/// <summary>One month of one insurance, actually paid (社会保险费实缴记录).</summary>
/// <param name="Month">First day of the month that was paid for.</param>
/// <param name="EmployerFen">The employer's own part.</param>
/// <param name="BackPayment">Paid after the month was due (补缴).</param>
public sealed record InsuranceMonth(InsuranceKind Kind, DateOnly Month, DateOnly PaidOn, Money EmployerFen, bool BackPayment);

/// <summary>Levels that an apprentice is trained for (培养等级).</summary>
public enum ApprenticeLevel
{
    /// <summary>中级工.</summary>
    Intermediate,

    /// <summary>高级工.</summary>
    Senior,
}

/// <summary>An apprenticeship of the new type (企业新型学徒制备案).</summary>
public sealed record Apprenticeship(ApprenticeLevel Level, DateOnly From, DateOnly To, DateOnly FiledOn, DateOnly? CertificateOn);

/// <summary>A traineeship (就业见习).</summary>
/// <param name="RetainedOn">The day the firm hired the trainee (留用).</param>
/// <param name="Insured">With accident insurance (人身意外伤害保险).</param>
public sealed record Internship(DateOnly From, DateOnly To, DateOnly? RetainedOn, bool Insured);

/// <summary>The living allowance (见习基本生活费) that the firm paid for a month.</summary>
public sealed record InternshipAllowance(DateOnly Month, Money PaidFen);

/// <summary>A stretch during which the firm is a traineeship base (就业见习基地).</summary>
public sealed record InternshipBase(DateOnly From, DateOnly? To);

/// <summary>What registers store: all entries of one register for one person, firm and year, in one row <c>reg-…</c>.</summary>
/// <param name="Source">The register's Chinese name.</param>
/// <param name="AsOf">The day the register last spoke for.</param>
public sealed record RegisterRow<T>(string Source, DateOnly AsOf, IReadOnlyList<T> Entries);

/// <summary>Row <c>reg-identity</c>: the birth date from the resident id, sealed for the person's partition. The rules ask for birth years.</summary>
public sealed record IdentityRow(string SealedBornOn);

/// <summary>How far a register was loaded (登记数据覆盖): row <c>coverage-{register}</c> of partition <c>imports</c>.</summary>
/// <param name="Complete">True where the load held everyone, so that who is not in it is known not to be.</param>
public sealed record RegisterCoverage(string Source, DateOnly AsOf, bool Complete);
