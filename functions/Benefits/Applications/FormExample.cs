using Benefits.Http;

namespace Benefits.Applications;

/// <summary>A valid form, for the OpenAPI document and the hostile tests. Firm and person are invented, with valid check characters.</summary>
internal static class FormExample
{
    public static ApplicationForm Form { get; } = new()
    {
        Enterprise = Typed.Parse<CreditCode>(Examples.Enterprise),
        District = Typed.Parse<DistrictCode>("430104"),
        Contact = new ContactForm { Name = "李四", Phone = "0731-80000000" },
        Account = new AccountForm { Name = "湖南示例精密制造有限公司", BankCode = "102551000012", Number = "1901001009200012345" },
        Measures = ["graduate-hiring-subsidy"],
        Workers = [new WorkerForm { ResidentId = Resident("43010420000101001"), Name = "张三", HiredOn = new DateOnly(2022, 7, 1), ContractFrom = new DateOnly(2022, 7, 1), ContractTo = new DateOnly(2024, 6, 30) }],
        Declaration = true,
    };

    private static string Resident(string digits) => digits + ResidentId.CheckCharacter(digits);
}
