namespace Benefits;

/// <summary>Business dates are dates in Beijing (北京时间): a fixed UTC+8, so that no time zone data is needed.</summary>
public static class BeijingTime
{
    public static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    extension(DateTimeOffset instant)
    {
        public DateOnly BusinessDate => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);
    }

    extension(TimeProvider clock)
    {
        public DateOnly BusinessDate => clock.GetUtcNow().BusinessDate;
    }

    extension(DateOnly date)
    {
        /// <summary>The first instant of the date in Beijing, in UTC.</summary>
        public DateTimeOffset StartsAt => new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), Offset).ToUniversalTime();
    }
}
