using Benefits.Cases;
using Benefits.Enterprises;
using Benefits.Policy;
using Benefits.Reference;
using Benefits.Registers;
using Benefits.Vault;

namespace Benefits.Applications;

/// <summary>A form with all that is wrong with it, or with nothing wrong and everything looked up.</summary>
public sealed record CheckedForm(ApplicationForm Form, Enterprise? Enterprise, IReadOnlyList<Measure> Measures, IReadOnlyList<CheckedPerson> People, IReadOnlyList<Fault> Faults);

public sealed record CheckedPerson(WorkerForm Form, ResidentId Id, PersonKey Key)
{
    /// <summary>What the form says of the person, and what the number itself says.</summary>
    public Declared Declared => new() { HiredOn = Form.HiredOn, ContractFrom = Form.ContractFrom, ContractTo = Form.ContractTo, BornOn = Id.BornOn };
}

/// <summary>Checks what the form says (形式审查); every fault at once, each with its place on the form.</summary>
public sealed class FormCheck(EnterpriseStore enterprises, PolicyLibrary library, PersonVault vault, TimeProvider clock)
{
    private const int LongestName = 50;

    public async Task<CheckedForm> CheckAsync(ApplicationForm form, CancellationToken cancel)
    {
        List<Fault> faults = [];
        var today = clock.BusinessDate;
        var enterprise = await enterprises.FindAsync(form.Enterprise, cancel);
        if (enterprise is null) faults.Add(new Fault("/enterprise", "企业不在专精特新企业清单中，请核对统一社会信用代码；清单每日更新"));
        if (!form.Declaration) faults.Add(new Fault("/declaration", "须承诺所填内容真实"));
        if (form.District.Text.Length != 6 || !Districts.Contains(form.District)) faults.Add(new Fault("/district", "经办地应为有效的县级行政区划代码（6位）"));
        CheckContact(form.Contact, faults);
        CheckAccount(form.Account, enterprise, faults);
        var measures = CheckMeasures(form.Measures, today, faults);
        var people = CheckWorkers(form.Workers, today, faults);
        return new CheckedForm(form, enterprise, measures, people, faults);
    }

    /// <summary>Account rules, also for a corrected account (更正账户).</summary>
    public static void CheckAccount(AccountForm account, Enterprise? enterprise, List<Fault> faults, string at = "/account")
    {
        if (enterprise is not null && Typed.Normalise(account.Name) != Typed.Normalise(enterprise.Name)) faults.Add(new Fault($"{at}/name", "户名必须与企业登记名称一致"));
        if (account.BankCode.Length != 12 || !account.BankCode.All(char.IsAsciiDigit)) faults.Add(new Fault($"{at}/bankCode", "联行号应为12位数字"));
        if (account.Number.Length is < 6 or > 32 || !account.Number.All(char.IsAsciiDigit)) faults.Add(new Fault($"{at}/number", "账号应为6至32位数字"));
    }

    /// <summary>Paid through this workflow, to the firm.</summary>
    private static bool IsBundled(Measure measure) => measure is { Fund: not null, Audience: Audience.Enterprise, Procedure.Name: CaseTerms.BundleProcedure };

    private static void CheckContact(ContactForm contact, List<Fault> faults)
    {
        if (string.IsNullOrWhiteSpace(contact.Name) || contact.Name.Length > LongestName) faults.Add(new Fault("/contact/name", "联系人姓名不能为空，且不超过50字"));
        if (contact.Phone.Length is < 5 or > 20 || !contact.Phone.All(character => char.IsAsciiDigit(character) || character is '-' or '+' or ' ')) faults.Add(new Fault("/contact/phone", "联系电话格式不正确"));
    }

    private List<Measure> CheckMeasures(IReadOnlyList<string> ids, DateOnly today, List<Fault> faults)
    {
        if (ids.Count == 0) return [.. library.Measures.Where(measure => IsBundled(measure) && measure.Status(today) == MeasureStatus.Open)];
        List<Measure> measures = [];
        for (var place = 0; place < ids.Count; place++)
        {
            var measure = library.Find(ids[place]);
            var fault = measure switch
            {
                null => "没有这项政策",
                not null when !IsBundled(measure) => "该政策不通过打包兑现办理",
                _ when measures.Contains(measure) => "同一政策重复填写",
                _ => measure.Status(today) switch
                {
                    MeasureStatus.Closed => $"“{measure.Title}”已于{measure.ClosesOn:yyyy-MM-dd}截止，不再受理（{measure.Clause}）",
                    MeasureStatus.NotYet => $"“{measure.Title}”尚未开始受理（{measure.Clause}）",
                    _ => null,
                },
            };
            if (fault is null) measures.Add(measure!);
            else faults.Add(new Fault($"/measures/{place}", fault));
        }
        return measures;
    }

    private List<CheckedPerson> CheckWorkers(IReadOnlyList<WorkerForm> workers, DateOnly today, List<Fault> faults)
    {
        if (workers.Count is 0 or > ApplicationForm.MaxWorkers) faults.Add(new Fault("/workers", $"人员应为1至{ApplicationForm.MaxWorkers}人，现为{workers.Count}人"));
        List<CheckedPerson> people = [];
        Dictionary<ResidentId, int> places = [];
        for (var place = 0; place < Math.Min(workers.Count, ApplicationForm.MaxWorkers); place++)
        {
            var worker = workers[place];
            if (string.IsNullOrWhiteSpace(worker.Name) || worker.Name.Length > LongestName) faults.Add(new Fault($"/workers/{place}/name", "姓名不能为空，且不超过50字"));
            if (worker.HiredOn > today) faults.Add(new Fault($"/workers/{place}/hiredOn", "招用日期晚于今天"));
            if (worker.ContractFrom > worker.ContractTo) faults.Add(new Fault($"/workers/{place}/contractTo", "合同终止日期早于起始日期"));
            if (!ResidentId.TryParse(worker.ResidentId, today, out var id, out var fault)) faults.Add(new Fault($"/workers/{place}/residentId", fault));
            else if (!places.TryAdd(id, place)) faults.Add(new Fault($"/workers/{place}/residentId", $"与第{places[id] + 1}人的身份证号重复"));
            else people.Add(new CheckedPerson(worker, id, vault.KeyOf(id)));
        }
        return people;
    }
}
