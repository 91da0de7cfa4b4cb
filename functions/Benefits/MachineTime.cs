namespace Benefits;

/// <summary>A clock that shows other days than the machine's, as a demo's does. What is agreed between processes, such as a lease, goes by the machine's.</summary>
public abstract class DerivedClock(TimeProvider machine) : TimeProvider
{
    public TimeProvider Machine => machine;
}

/// <summary>The machine's own time (机器时间) behind whatever clock the platform runs on.</summary>
public static class MachineTime
{
    extension(TimeProvider clock)
    {
        public TimeProvider Machine => clock is DerivedClock derived ? derived.Machine : clock;
    }
}
