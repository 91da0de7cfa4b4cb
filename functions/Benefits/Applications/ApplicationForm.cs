using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Benefits.Applications;

/// <summary>The one form (申请表) for several measures and many workers, as it arrives.</summary>
public sealed record ApplicationForm
{
    public const int MaxWorkers = 10_000;

    /// <summary>Unified social credit code (统一社会信用代码) of the firm that applies.</summary>
    [Description("申请企业的统一社会信用代码")]
    public required CreditCode Enterprise { get; init; }

    /// <summary>County that handles the case (经办地), six digits: where the firm pays its social insurance.</summary>
    [Description("经办地县级行政区划代码（6位），即企业参保地")]
    public required DistrictCode District { get; init; }

    public required ContactForm Contact { get; init; }

    public required AccountForm Account { get; init; }

    /// <summary>Measures applied for, by id; empty: every measure of the bundle that is open.</summary>
    [Description("申请的政策编号；留空表示打包申请全部在办政策")]
    [MaxLength(100)]
    public required IReadOnlyList<string> Measures { get; init; }

    [Description("申请人员，1至10000人")]
    [MaxLength(MaxWorkers)]
    public required IReadOnlyList<WorkerForm> Workers { get; init; }

    /// <summary>The firm declares that what it says is true (承诺属实).</summary>
    [Description("承诺所填内容真实，须为true")]
    public required bool Declaration { get; init; }
}

/// <summary>Who answers questions at the firm (联系人).</summary>
public sealed record ContactForm
{
    [MaxLength(100)]
    public required string Name { get; init; }

    [Description("联系电话")]
    [MaxLength(20)]
    public required string Phone { get; init; }
}

/// <summary>Corporate account (对公账户); its name must be the registered name.</summary>
public sealed record AccountForm
{
    [MaxLength(100)]
    public required string Name { get; init; }

    /// <summary>12-digit CNAPS code (联行号).</summary>
    [Description("联行号，12位数字")]
    [MaxLength(12)]
    public required string BankCode { get; init; }

    [Description("账号")]
    [MaxLength(32)]
    public required string Number { get; init; }
}

/// <summary>One worker on the form. Dates are the firm's word; a register that answers comes first.</summary>
public sealed record WorkerForm
{
    [Description("公民身份号码")]
    [MaxLength(40)]
    public required string ResidentId { get; init; }

    [MaxLength(100)]
    public required string Name { get; init; }

    /// <summary>Day of hire (招用日期).</summary>
    [Description("招用日期；有登记数据的以登记为准")]
    public DateOnly? HiredOn { get; init; }

    public DateOnly? ContractFrom { get; init; }

    public DateOnly? ContractTo { get; init; }
}
