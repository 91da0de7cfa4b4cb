using Benefits.Applications;
using Benefits.Audit;
using Benefits.Audit.Verification;
using Benefits.Cases;
using Benefits.Cases.Notices;
using Benefits.Enterprises;
using Benefits.Enterprises.Lists;
using Benefits.Funds;
using Benefits.Jobs;
using Benefits.Ledger;
using Benefits.Payouts;
using Benefits.Policy;
using Benefits.Reconciliation;
using Benefits.Registers;
using Benefits.Storage;
using Benefits.Timers;
using Benefits.Vault;
using Benefits.Workflows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Benefits;

/// <summary>All of the platform that does not depend on where it runs.</summary>
public static class Platform
{
    /// <summary>Every workflow there is. An old version stays until its last instance has ended.</summary>
    public static IReadOnlyList<Workflow> Workflows { get; } = [PayoutWorkflow.Definition, JobWorkflow.Definition];

    /// <summary>The host adds the five ports (ITable, IFiles, IWorkflowClient, IPaymentGateway), a <see cref="TimeProvider"/> and logging.</summary>
    public static IServiceCollection AddBenefits(this IServiceCollection services, PolicyLibrary library, VaultKeys keys)
    {
        // A host that knows itself alone at its store has said so before.
        services.TryAddSingleton(_ => Runner.Create(isAlone: false));
        // A host whose clock stands still has named another one to pause by.
        services.TryAddSingleton(provider => new Optimistic(provider.GetRequiredService<TimeProvider>().Machine));
        return services.AddRooms(library, keys);
    }

    private static IServiceCollection AddRooms(this IServiceCollection services, PolicyLibrary library, VaultKeys keys) => services
        .AddSingleton(library)
        .AddSingleton(_ => new PersonVault(keys))
        .AddSingleton(keys)
        .AddSingleton(keys.Audit)
        .AddSingleton<Journal>()
        .AddSingleton<GrownChains>()
        .AddSingleton<LedgerBook>()
        .AddSingleton<Claims>()
        .AddSingleton<FundStore>()
        .AddSingleton<AuditSeal>()
        .AddSingleton<AuditVerification>()
        .AddSingleton<IDerivedRows, StoreIdentityRows>()
        .AddSingleton<IDerivedRows, GrownRows>()
        .AddSingleton<IDerivedRows, FundRows>()
        .AddSingleton<IDerivedRows, DocketRows>()
        .AddSingleton<IDerivedRows, EnterpriseIndexRows>()
        .AddSingleton<IDerivedRows, RegisterRows>()
        .AddSingleton<IDerivedRows, CaseIndexRows>()
        .AddSingleton<Reconciler>()
        .AddSingleton<EnterpriseStore>()
        .AddSingleton<EnterpriseListImport>()
        .AddSingleton<RegisterLoader>()
        .AddSingleton<FactGatherer>()
        .AddSingleton<CaseStore>()
        .AddSingleton<CaseReader>()
        .AddSingleton<CaseAnswers>()
        .AddSingleton<FourEyes>()
        .AddSingleton<SealedTexts>()
        .AddSingleton<Docket>()
        .AddSingleton<FormCheck>()
        .AddSingleton<WorkerDecider>()
        .AddSingleton<Preview>()
        .AddSingleton<Intake>()
        .AddSingleton(PayoutWorkflow.Definition)
        .AddSingleton(new WorkflowCatalog(Workflows))
        .AddSingleton<JobStore>()
        .AddSingleton<JobStarter>()
        .AddSingleton<JobAnswers>()
        .AddSingleton(RegisterLoader.Kind)
        .AddSingleton(EnterpriseListImport.Kind)
        .AddSingleton(TickJob.Kind)
        .AddSingleton<TickJob>()
        .AddSingleton<CaseDecider>()
        .AddSingleton<Review>()
        .AddSingleton<Worklist>()
        .AddSingleton<NoticeBoard>()
        .AddSingleton<Objections>()
        .AddSingleton<Treasury>()
        .AddSingleton<FundsArrival>()
        .AddSingleton<PayeeAccounts>()
        .AddSingleton<Paymaster>()
        .AddSingleton<ReturnedPayments>()
        .AddSingleton<LineRelease>()
        .AddSingleton<Closing>()
        .AddSingleton<BooksCheck>()
        .AddSingleton<DocketSweep>()
        .AddSingleton<MeasureExpiry>()
        .AddSingleton<EnterpriseListRefresh>()
        .AddSingleton<TitleExpiry>()
        .AddSingleton<Timekeeper>()
        .AddJob<EnterpriseListRefresh>(refresh => refresh.Job)
        .AddJob<TitleExpiry>(expiry => expiry.Job)
        .AddJob<MeasureExpiry>(expiry => expiry.Job)
        .AddJob<JobStarter>(starter => new DailyJob("finish-jobs", async (_, cancel) => $"接续中断的长任务{await starter.TakeUpAsync(cancel)}项"))
        .AddJob<DocketSweep>(sweep => sweep.Job)
        .AddJob<BooksCheck>(books => books.Job)
        .AddJob<AuditSeal>(seal => new DailyJob("seal-audit", async (date, cancel) => $"封存{(await seal.SealAsync(date, cancel)).Chains}条审计链"));

    private static IServiceCollection AddJob<TService>(this IServiceCollection services, Func<TService, DailyJob> job)
        where TService : notnull => services.AddSingleton(provider => job(provider.GetRequiredService<TService>()));
}
