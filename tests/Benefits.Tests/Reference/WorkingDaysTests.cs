using Benefits.Reference;
using FsCheck;
using FsCheck.Fluent;

namespace Benefits.Tests.Reference;

public class WorkingDaysTests
{
    private static readonly Arbitrary<DateOnly> Days = Arb.From(Gen.Choose(0, 2500).Select(day => new DateOnly(2019, 1, 1).AddDays(day)));
    private static readonly Arbitrary<int> Counts = Arb.From(Gen.Choose(0, 60));

    [Theory]
    [InlineData(2022, 249)]
    [InlineData(2023, 249)]
    [InlineData(2024, 251)]
    [InlineData(2025, 248)]
    [InlineData(2026, 248)]
    public void A_year_has_the_working_days_of_its_notice(int year, int days) =>
        Assert.Equal(days, WorkingDays.WorkingDaysBetween(new DateOnly(year - 1, 12, 31), new DateOnly(year, 12, 31)));

    [Fact]
    public void Holidays_are_skipped_and_make_up_days_count()
    {
        // National day 2022: 1 to 7 October free, 8 and 9 October (a weekend) worked.
        Assert.Equal(new Deadline(new DateOnly(2022, 10, 9), false), WorkingDays.AddWorkingDays(new DateOnly(2022, 9, 29), 3, countFirstDay: false));
        Assert.Equal(new Deadline(new DateOnly(2022, 10, 8), false), WorkingDays.AddWorkingDays(new DateOnly(2022, 9, 29), 3, countFirstDay: true));
    }

    [Fact]
    public void A_deadline_that_crosses_into_a_year_without_a_notice_is_provisional()
    {
        Assert.False(WorkingDays.AddWorkingDays(new DateOnly(2026, 12, 25), 4, false).Provisional);
        Assert.True(WorkingDays.AddWorkingDays(new DateOnly(2026, 12, 28), 5, false).Provisional);
    }

    [Fact]
    public void A_deadline_is_a_working_day_and_counts_back_to_its_number()
    {
        Prop.ForAll(Days, Counts, (from, count) =>
        {
            var due = WorkingDays.AddWorkingDays(from, count, countFirstDay: false).Date;
            return (count == 0 ? due == from : WorkingDays.IsWorkingDay(due)) && WorkingDays.WorkingDaysBetween(from, due) == count;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Two_waits_one_after_the_other_are_one_wait_of_their_sum()
    {
        Prop.ForAll(Days, Counts, Counts, (from, one, two) =>
        {
            var first = WorkingDays.AddWorkingDays(from, one, false);
            return WorkingDays.AddWorkingDays(first.Date, two, false).Date == WorkingDays.AddWorkingDays(from, one + two, false).Date;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Counting_the_first_day_is_never_later_and_at_most_one_working_day_earlier()
    {
        Prop.ForAll(Days, Arb.From(Gen.Choose(1, 60)), (from, count) =>
        {
            var without = WorkingDays.AddWorkingDays(from, count, false).Date;
            var with = WorkingDays.AddWorkingDays(from, count, true).Date;
            return WorkingDays.WorkingDaysBetween(with, without) == (WorkingDays.IsWorkingDay(from) ? 1 : 0);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Hunan_has_14_prefectures_and_122_counties()
    {
        Assert.True(DistrictCode.TryParse("430000", out var hunan, out _));
        Assert.Equal(14, Districts.Prefectures(hunan).Count);
        Assert.Equal(122, Districts.Counties(hunan).Count);
        Assert.True(DistrictCode.TryParse("430104", out var county, out _));
        Assert.Equal("湖南省长沙市岳麓区", Districts.FullName(county));
        Assert.True(DistrictCode.TryParse("430371", out var zone, out _));
        Assert.False(Districts.Contains(zone));
    }
}
