using Benefits.Policy;

namespace Benefits.Eligibility.Evaluation;

/// <summary>What an expression can ask for: the facts of a case, or the columns of a register's entry.</summary>
internal interface IFacts
{
    /// <param name="on">The day it is asked for; null for a fact that has no day.</param>
    Fact? Find(FactTerms terms, DateOnly? on);
}
