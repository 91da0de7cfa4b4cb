namespace Benefits;

/// <summary>Every partition of the store (分区) gets its name here and nowhere else. README's key table says what lies in each; a test holds it against a whole rehearsal.</summary>
public static class Partitions
{
    /// <summary>Which partitions have an audit chain, a row each.</summary>
    public const string Chains = "chains";

    /// <summary>The daily seals (封存), a row a day.</summary>
    public const string Seals = "audit-roots";

    /// <summary>The daily reconciliations (对账), a row a day.</summary>
    public const string Reconciliations = "reconciliations";

    /// <summary>The firms in short, for lists.</summary>
    public const string Firms = "enterprises";

    /// <summary>Extracts and lists that were brought in, and how far each speaks.</summary>
    public const string Imports = "imports";

    /// <summary>Which funds there are.</summary>
    public const string Funds = "funds";

    /// <summary>In which months something was received.</summary>
    public const string DocketMonths = "dockets";

    /// <summary>Applications that have not ended (在办件).</summary>
    public const string OpenCases = "open-cases";

    /// <summary>The public notices (公示) by district.</summary>
    public const string Notices = "notices";

    /// <summary>What a firm's last preview could see coming.</summary>
    public const string Previews = "previews";

    /// <summary>Measures whose expiry was told.</summary>
    public const string MeasureExpiries = "policy-expiry";

    /// <summary>The daily jobs' runs.</summary>
    public const string DailyJobs = "jobs";

    /// <summary>Long work (长任务) with its plans.</summary>
    public const string LongJobs = "long-jobs";

    /// <summary>By what the store knows its keys again.</summary>
    public const string Store = "store";

    /// <summary>The health check's own row.</summary>
    public const string Health = "health";

    /// <summary>Where the demo's clock stands.</summary>
    public const string Clock = "clock";

    /// <summary>What the demo was loaded with.</summary>
    public const string Demo = "demo";

    /// <summary>The rehearsal bank's own books, in a store of their own.</summary>
    public const string Bank = "bank";

    /// <summary>How often the rehearsal bank was asked, beside its books.</summary>
    public const string BankTries = "bank-tries";

    public const string FirmPrefix = "ent-";
    public const string RegistersPrefix = "registers-";
    public const string FundPrefix = "fund-";
    public const string DocketPrefix = "docket-";
    public const string QueuePrefix = "queue-";
    public const string NoticePrefix = "notice-";
    public const string GrownPrefix = "grown-";

    /// <summary>All that belongs to a firm: its profile, its applications, its bookings.</summary>
    public static string Firm(CreditCode code) => $"{FirmPrefix}{code}";

    /// <summary>The firm of a partition; null where it is another kind.</summary>
    public static CreditCode? FirmOf(string partition) =>
        partition.StartsWith(FirmPrefix, StringComparison.Ordinal) && CreditCode.TryParse(partition[FirmPrefix.Length..], out var code, out _) ? code : null;

    /// <summary>A person's claims.</summary>
    public static string Person(PersonKey person) => $"per-{person}";

    /// <summary>What registers say of people, a shard of them.</summary>
    public static string Registers(int shard) => $"{RegistersPrefix}{shard:00}";

    /// <summary>What registers say of a district.</summary>
    public static string District(DistrictCode district) => $"dis-{district}";

    /// <summary>Budget, queue and reservations of one fund, such as <c>employment-4301-2022</c>.</summary>
    public static string Fund(string fund) => FundPrefix + fund;

    /// <summary>The fund of a partition; null where it is another kind.</summary>
    public static string? FundOf(string partition) => partition.StartsWith(FundPrefix, StringComparison.Ordinal) ? partition[FundPrefix.Length..] : null;

    /// <summary>The applications received in a month (收件登记).</summary>
    public static string Docket(string month) => DocketPrefix + month;

    /// <summary>What waits for an office (待办).</summary>
    public static string Queue(DistrictCode office) => $"{QueuePrefix}{office}";

    /// <summary>One application's notice with its lines.</summary>
    public static string Notice(string application) => NoticePrefix + application;

    /// <summary>The audit chains that grew on a day.</summary>
    public static string Grown(DateOnly day) => $"{GrownPrefix}{day:yyyyMMdd}";
}

/// <summary>Row keys, and beginnings of row keys that are read together. A row whose key is an id or a date as it is has no maker of its own.</summary>
public static class Rows
{
    /// <summary>Audit records and their chain's head, in every partition that has a chain.</summary>
    public const string AuditPrefix = "aud-";

    /// <summary>Sorts behind all numbers.</summary>
    public const string AuditHead = AuditPrefix + "head";

    /// <summary>What registers say, in a shard of people, or in a firm's or a district's partition.</summary>
    public const string RegisterPrefix = "reg-";

    public const string Profile = "profile";
    public const string NotePrefix = "note-";
    public const string CaseHeaderPrefix = "case-";
    public const string LedgerPrefix = "led-";
    public const string ClaimPrefix = "claim-";
    public const string Budget = "budget";
    public const string ReservationPrefix = "res-";
    public const string WaitPrefix = "wait-";
    public const string NoticeHead = "head";
    public const string NoticePagePrefix = "p-";
    public const string EnterpriseListPrefix = "enterprise-list-";
    public const string RegisterLoadPrefix = "register-";
    public const string CoveragePrefix = "coverage-";
    public const string RunPrefix = "run-";
    public const string OpenJobPrefix = "open-";
    public const string InstructionPrefix = "ins-";

    /// <summary>The last reconciliation: its day, and how many differences it left.</summary>
    public const string LastReconciliation = "last";

    public const string Identity = "identity";
    public const string Probe = "probe";
    public const string Anchor = "anchor";
    public const string DemoDay = "day";
    public const string DemoLoaded = "loaded";

    public static string Audit(long number) => $"{AuditPrefix}{number:D10}";

    /// <summary>What a day's only row is called.</summary>
    public static string Of(DateOnly day) => $"{day:yyyy-MM-dd}";

    /// <summary>The beginning of all that registers say of a person.</summary>
    public static string RegistersOf(PersonKey person) => $"{RegisterPrefix}{person}-";

    /// <summary>What the firm was told, once a key.</summary>
    public static string Note(string key) => NotePrefix + key;

    /// <summary>What one person did for or with the firm (经手).</summary>
    /// <param name="person">A hash of the sign-in's subject, which may hold characters that no key may.</param>
    public static string Involvement(string person) => $"inv-{person}";

    /// <summary>A booking: also the entry's id.</summary>
    public static string LedgerEntry(string line) => LedgerPrefix + line;

    /// <summary>A reversal lies behind the entry that it reverses. Numbered, so that two at once meet on one row and the later one weighs again.</summary>
    public static string Reversal(string entry, int number) => $"{entry}-r{number:D2}";

    public static string Claim(string key) => ClaimPrefix + key;

    /// <summary>A document that changed the budget.</summary>
    public static string BudgetPaper(string reference) => $"doc-{reference}";

    public static string Reservation(string line) => ReservationPrefix + line;

    /// <summary>What one application asked of the fund.</summary>
    public static string Hold(string ask) => $"hold-{ask}";

    /// <summary>A place in the fund's queue.</summary>
    public static string Wait(long ticket) => $"{WaitPrefix}{ticket:D10}";

    public static string NoticePage(int index) => $"{NoticePagePrefix}{index:0000}";

    /// <summary>A district's notices lie together, those that end first at the top.</summary>
    public static string NoticeOf(DistrictCode district, DateOnly endsOn, string application) => $"{district}-{endsOn:yyyyMMdd}-{application}";

    /// <summary>The most urgent first.</summary>
    public static string Queued(DateOnly due, string application) => $"{due:yyyyMMdd}-{application}";

    /// <summary>An enterprise list that was brought in.</summary>
    public static string EnterpriseList(string hash) => EnterpriseListPrefix + hash;

    /// <summary>An extract that was brought in.</summary>
    public static string RegisterLoad(string register, DateOnly asOf, string hash) => $"{RegisterLoadPrefix}{register}-{asOf:yyyy-MM-dd}-{hash}";

    /// <summary>The one list, or extract of one register, that is being taken in.</summary>
    public static string OpenImport(string kind) => $"open-{kind}";

    /// <summary>Since when and until when the lists, or one register's extracts, speak.</summary>
    public static string Coverage(string kind) => CoveragePrefix + kind;

    /// <summary>Until when a daily job has caught up.</summary>
    public static string LastRun(string job) => $"last-{job}";

    public static string RunsOf(DateOnly day) => $"{RunPrefix}{day:yyyy-MM-dd}-";

    public static string Run(DateOnly day, string job) => RunsOf(day) + job;

    public static string Job(string number) => $"job-{number}";

    public static string JobPlan(string number) => $"plan-{number}";

    /// <summary>Listed while the job has not ended.</summary>
    public static string OpenJob(string number) => OpenJobPrefix + number;

    public static string Instruction(string instruction) => InstructionPrefix + instruction;

    public static string Tries(string instruction) => $"try-{instruction}";
}

/// <summary>The rows of one application in its firm's partition.</summary>
/// <param name="Suffix">The application's number without the firm's code.</param>
public readonly record struct CaseKeys(string Suffix)
{
    private const string Prefix = "app";

    /// <summary>A firm's headers lie together, apart from all that belongs to them.</summary>
    public string Header => Rows.CaseHeaderPrefix + Suffix;

    /// <summary>With a hyphen behind it, the beginning of all other rows.</summary>
    public string All => $"{Prefix}-{Suffix}";

    /// <summary>Which form came first, where a form takes more than one commit.</summary>
    public string Intake => $"{All}-intake";

    public string Progress => $"{All}-progress";

    /// <summary>What the decisions came to.</summary>
    public string Decided => $"{All}-decided";

    public string WorkerPages => $"{All}-w-";

    public string Decisions => $"{All}-d-";

    public string Lines => $"{All}-l-";

    public string Signatures => $"{All}-sign-";

    /// <summary>What was asked of funds.</summary>
    public string Asks => $"{All}-ask-";

    /// <summary>Corrected accounts (更正账户).</summary>
    public string Accounts => $"{All}-account-";

    /// <summary>The application whose progress lies under the row, without its firm; null for another row.</summary>
    public static string? OfProgress(string row) => row.Split('-') is [Prefix, var suffix, "progress"] ? suffix : null;

    public string WorkerPage(int page) => $"{WorkerPages}{page:0000}";

    public string Decision(int worker) => $"{Decisions}{worker:00000}";

    public string Line(int worker, int number) => $"{Lines}{worker:00000}-{number:00}";

    public string Signature(int number) => $"{Signatures}{number:00}";

    public string Ask(int number) => $"{Asks}{number:0000}";

    public string Account(int run, int attempt) => $"{Accounts}{run:00}-{attempt:00}";

    /// <summary>How many pages a payment run has; its pages lie behind it.</summary>
    public string Run(int run, int attempt) => $"{All}-run-{run:00}-{attempt:00}";

    public string RunPage(int run, int attempt, int page) => $"{Run(run, attempt)}-{page:0000}";

    /// <summary>The objections (异议) to a line.</summary>
    public string Objections(int worker, int line) => $"{All}-o-{worker:00000}-{line:00}-";

    public string Objection(int worker, int line, int number) => $"{Objections(worker, line)}{number:00}";

    /// <summary>What someone wrote in their own words, sealed.</summary>
    public string Text(string name) => $"{All}-text-{name}";
}
