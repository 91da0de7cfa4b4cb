using Benefits.Eligibility.Evaluation;
using Benefits.Policy;
using Benefits.Policy.Expressions;

namespace Benefits.Eligibility;

/// <summary>Decides one measure for one person (资格认定): what is granted, waits, is unknown or refused, and why. It reads nothing but the facts and the day it is given, so that a decision can be replayed.</summary>
public static class Assessor
{
    /// <summary>One assessment for every period and instalment, in their order; one in all where the measure has neither.</summary>
    /// <param name="appliedOn">The day of the application; where given, a measure that had closed by then is refused. Leave it out to ask what the person could have.</param>
    public static IReadOnlyList<Assessment> Assess(Measure measure, FactSheet facts, DateOnly today, DateOnly? appliedOn = null)
    {
        Timeline time = new(facts, today, BookingDays(measure));
        Subject once = new(measure, time, null, null, appliedOn);
        if (measure.Periods is null) return [.. Instalments(measure).Select(part => (once with { Instalment = part }).Assess())];
        if (time.At(today, null).Evaluate(measure.Periods) is not Value.List { Items: [_, ..] periods }) return [once.Assess()];
        return [.. from period in periods.OfType<Value.Date>().Distinct()
                   from part in Instalments(measure)
                   select (once with { Period = period.Is, Instalment = part }).Assess()];
    }

    private static IEnumerable<Instalment?> Instalments(Measure measure) => measure.Instalments.Cast<Instalment?>().DefaultIfEmpty();

    private static int[] BookingDays(Measure measure)
    {
        IEnumerable<Expression?> all = [measure.InForce.DecidedBy, measure.Periods, measure.Amount, .. measure.Conditions.Select(condition => condition.When), .. measure.Instalments.SelectMany(part => part.Conditions).Select(condition => condition.When)];
        return [.. all.OfType<Expression>().SelectMany(expression => expression.Tree).OfType<Expression.FactOf>().Select(part => part.Fact.BookedOnDay).OfType<int>().Distinct()];
    }

    /// <summary>One period and instalment of a measure.</summary>
    private sealed record Subject(Measure Measure, Timeline Time, DateOnly? Period, Instalment? Instalment, DateOnly? AppliedOn)
    {
        /// <summary>True where the measure pays by periods and none could be told.</summary>
        private bool LacksPeriod => Measure.Periods is not null && Period is null;

        private string PeriodKey => $"{(Period is { } day ? $"{day:yyyy-MM}" : "once")}{(Instalment is { } part ? $"-{part.Name}" : "")}";

        public Assessment Assess()
        {
            var checks = Checks().ToList();
            var findings = checks.ConvertAll(check => check.Find(Time, Period));
            var outcome = Outcome(findings);
            var ready = outcome == Eligibility.Outcome.Waits ? Time.FirstDay(day => checks.TrueForAll(check => check.Holds(Time.Project(day, Period)) == Truth.Met)) : null;
            if (outcome == Eligibility.Outcome.Waits && ready is null) outcome = Eligibility.Outcome.Refused;
            var award = LacksPeriod ? null : Award(ready ?? Time.Today);
            // Out of force, a figure that the law does not have yet says nothing more.
            var isOut = findings[0] is { Truth: Truth.NotMet, ReadyOn: null };
            if (award?.Finding is { } finding && !(isOut && finding.Truth == Truth.Unknown))
            {
                findings.Add(finding);
                if (outcome is Eligibility.Outcome.Granted or Eligibility.Outcome.Waits) outcome = Worse(outcome, finding.Truth);
            }
            return new Assessment
            {
                Measure = Measure.Id,
                Title = Instalment is { } part ? $"{Measure.Title}（{part.Title}）" : Measure.Title,
                Clause = Measure.Clause,
                Period = PeriodKey,
                Outcome = outcome,
                Amount = award?.Amount,
                ToReturn = award?.ToReturn,
                Fund = Measure.Fund?.Code ?? "",
                DecidedOn = Time.At(Time.Today, Period).Date(Measure.InForce.DecidedBy),
                ClaimKeys = [.. Measure.Exclusive.Select(group => group.Key(PeriodKey))],
                Findings = findings,
                ReadyOn = outcome == Eligibility.Outcome.Waits ? ready : null,
                RestsOnDeclaration = findings.Any(found => found.Truth == Truth.Met && found.Facts.Any(fact => fact.Declared)),
            };
        }

        private IEnumerable<Check> Checks()
        {
            yield return Check.InForce(Measure);
            if (AppliedOn is { } appliedOn && Measure.ClosesOn is not null) yield return Check.AppliedInTime(Measure, appliedOn);
            if (LacksPeriod) yield return Check.HasPeriod(Measure);
            foreach (var condition in Measure.Conditions.Concat(Instalment?.Conditions ?? []))
            {
                // Without a period there is nothing that a condition on the period could be true of.
                if (!LacksPeriod || !condition.When.Tree.Any(part => part is Expression.Period)) yield return Check.Of(condition);
            }
        }

        private static Outcome Outcome(IReadOnlyList<Finding> findings)
        {
            if (findings.Any(finding => finding is { Truth: Truth.NotMet, ReadyOn: null })) return Eligibility.Outcome.Refused;
            if (findings.Any(finding => finding is { Truth: Truth.Unknown, ReadyOn: null })) return Eligibility.Outcome.Unknown;
            return findings.All(finding => finding.Truth == Truth.Met) ? Eligibility.Outcome.Granted : Eligibility.Outcome.Waits;
        }

        private static Outcome Worse(Outcome outcome, Truth amount) => amount switch
        {
            Truth.Met => outcome,
            Truth.Unknown => Eligibility.Outcome.Unknown,
            _ => Eligibility.Outcome.Refused,
        };

        private AwardSum? Award(DateOnly day)
        {
            if ((Instalment?.Amount ?? Measure.Amount) is not { } expression) return null;
            var evaluator = Time.At(day, Period);
            var sum = evaluator.Money(expression);
            var truth = sum is { } known ? known > Money.Zero ? Truth.Met : Truth.NotMet : evaluator.MetRepeal ? Truth.NotMet : Truth.Unknown;
            Money? back = sum is { } negative && negative < Money.Zero ? -negative : null;
            if (truth == Truth.Met && expression is Expression.Constant) return new AwardSum(sum, null, null);
            Finding finding = new()
            {
                Says = "有应发金额",
                Clause = Measure.Clause,
                Truth = truth,
                Facts = evaluator.Seen,
                Remedy = (truth, back) switch
                {
                    (Truth.Met, _) => null,
                    (Truth.Unknown, _) => $"请核实金额所依据的{string.Join("、", evaluator.Seen.Where(fact => fact.Value is null).Select(fact => $"{fact.Label}（{fact.Source}）").DefaultIfEmpty("数据"))}",
                    (_, { } excess) => $"已预拨的金额超过应发金额，应退回{excess}",
                    _ => evaluator.MetRepeal ? "当地已取消此项标准" : "应发金额为零",
                },
            };
            return new AwardSum(truth == Truth.NotMet ? null : sum, back, finding);
        }
    }

    private sealed record AwardSum(Money? Amount, Money? ToReturn, Finding? Finding);
}
