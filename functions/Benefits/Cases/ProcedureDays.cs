using Benefits.Policy;
using Benefits.Reference;

namespace Benefits.Cases;

/// <summary>The days of a procedure (办理时限), each counted here and nowhere else.</summary>
public static class ProcedureDays
{
    extension(ProcedureTerms terms)
    {
        /// <summary>The last day of a public notice (公示期满日).</summary>
        public Deadline NoticeEnds(DateOnly starts) => WorkingDays.AddWorkingDays(starts, terms.NoticeWorkingDays, terms.NoticeCountsFirstDay);

        /// <param name="level">0 at first, 1 once escalated.</param>
        public Deadline ReviewDue(DateOnly on, int level) => After(on, level == 0 ? terms.ReviewWorkingDays : terms.EscalationWorkingDays);

        /// <inheritdoc cref="ReviewDue"/>
        public Deadline ObjectionsDue(DateOnly on, int level) => After(on, level == 0 ? terms.ObjectionWorkingDays : terms.EscalationWorkingDays);

        /// <summary>Until when a returned payment waits for a corrected account.</summary>
        public Deadline AccountDue(DateOnly on) => After(on, terms.AccountCorrectionWorkingDays);

        /// <summary>Until when a case waits for money.</summary>
        public DateOnly FundsDue(DateOnly on) => on.AddDays(terms.FundWaitDays);

        /// <summary>The day on which everything is reconciled again (全面对账) after it was on <paramref name="on"/>.</summary>
        public DateOnly FullReconciliationDue(DateOnly on) => on.AddDays(terms.FullReconciliationDays);
    }

    private static Deadline After(DateOnly on, int days) => WorkingDays.AddWorkingDays(on, days, countFirstDay: false);
}
