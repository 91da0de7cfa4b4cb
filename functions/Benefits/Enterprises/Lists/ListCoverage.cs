namespace Benefits.Enterprises.Lists;

/// <summary>Which days the enterprise lists speak for (名单覆盖期): row <c>coverage-enterprise-list</c> of partition <c>imports</c>. A firm that they do not name on such a day has no title; on other days it is unknown.</summary>
/// <param name="From">The first day of the oldest title that was ever on a list.</param>
/// <param name="AsOf">The day the last list was applied.</param>
public sealed record ListCoverage(DateOnly From, DateOnly AsOf);
