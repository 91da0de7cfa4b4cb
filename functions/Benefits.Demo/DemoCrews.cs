namespace Benefits.Demo;

/// <summary>The workers of the two firms whose forms a visitor hands in: each is there to show one case.</summary>
internal sealed class DemoCrews(DemoWorkforce workforce, DemoPeople people, DateOnly today)
{
    /// <summary>Hired in July and August 2022, under Hunan's article eight and three.</summary>
    public IReadOnlyList<DemoWorker> Rehearsal(DemoFirm firm)
    {
        List<DemoWorker> crew = [];
        DateOnly graduated = new(2022, 6, 25);
        Add(crew, 40, "graduate", _ =>
        {
            var (id, hired) = Hire(firm, 1998, 2001, new DateOnly(2022, 7, 4), new DateOnly(2022, 8, 10), 36);
            workforce.Graduated(id, graduated, fullTime: true);
            workforce.Insured(id, firm, hired, null, 12);
            return (id, hired, hired.AddMonths(36).AddDays(-1));
        });
        Add(crew, 10, "apprentice", number =>
        {
            var (id, hired) = Hire(firm, 2000, 2002, new DateOnly(2022, 7, 4), new DateOnly(2022, 7, 8), 36);
            workforce.Graduated(id, graduated, fullTime: true);
            workforce.Insured(id, firm, hired, null, 12);
            workforce.Apprenticed(id, firm, new DateOnly(2022, 7, 25), 24, number % 2 == 0);
            return (id, hired, hired.AddMonths(36).AddDays(-1));
        });
        Add(crew, 8, "not-insured-yet", _ =>
        {
            var (id, hired) = Hire(firm, 1998, 2001, new DateOnly(2022, 8, 18), new DateOnly(2022, 8, 26), 36);
            workforce.Graduated(id, graduated, fullTime: true);
            workforce.Insured(id, firm, hired, null, 0);
            return (id, hired, hired.AddMonths(36).AddDays(-1));
        });
        Add(crew, 8, "waits", _ =>
        {
            var (id, hired) = Hire(firm, 1998, 2001, new DateOnly(2022, 8, 18), new DateOnly(2022, 8, 26), 6);
            workforce.Graduated(id, graduated, fullTime: true);
            workforce.Insured(id, firm, hired, null, 12);
            return (id, hired, hired.AddMonths(6).AddDays(-1));
        });
        Add(crew, 5, "short-contract", _ =>
        {
            var (id, hired) = Hire(firm, 1998, 2001, new DateOnly(2022, 7, 11), new DateOnly(2022, 8, 5), 6);
            workforce.Graduated(id, graduated, fullTime: true);
            return (id, hired, hired.AddMonths(6).AddDays(-1));
        });
        Add(crew, 5, "adult-education", _ =>
        {
            var (id, hired) = Hire(firm, 1990, 1999, new DateOnly(2022, 7, 4), new DateOnly(2022, 8, 10), 24);
            workforce.Graduated(id, graduated, fullTime: false);
            workforce.Insured(id, firm, hired, null, 12);
            return (id, hired, hired.AddMonths(24).AddDays(-1));
        });
        Add(crew, 4, "unknown", _ =>
        {
            var (id, hired) = Hire(firm, 1998, 2001, new DateOnly(2022, 7, 4), new DateOnly(2022, 8, 10), 24);
            workforce.Insured(id, firm, hired, null, 12);
            return (id, hired, hired.AddMonths(24).AddDays(-1));
        });
        return crew;
    }

    /// <summary>Hired in the months before today, under the norms now in force.</summary>
    public IReadOnlyList<DemoWorker> Visitor(DemoFirm firm)
    {
        List<DemoWorker> crew = [];
        Add(crew, 12, "graduate", _ =>
        {
            var (id, hired) = Hire(firm, today.Year - 24, today.Year - 21, today.AddDays(-150), today.AddDays(-125), 36);
            workforce.Graduated(id, GraduatedFor(hired), fullTime: true);
            workforce.Insured(id, firm, hired, null, 12);
            return (id, hired, hired.AddMonths(36).AddDays(-1));
        });
        Add(crew, 8, "waits", _ =>
        {
            var (id, hired) = Hire(firm, today.Year - 24, today.Year - 21, today.AddDays(-60), today.AddDays(-40), 6);
            workforce.Graduated(id, GraduatedFor(hired), fullTime: true);
            workforce.Insured(id, firm, hired, null, 12);
            return (id, hired, hired.AddMonths(6).AddDays(-1));
        });
        Add(crew, 5, "short-contract", _ =>
        {
            var (id, hired) = Hire(firm, today.Year - 24, today.Year - 21, today.AddDays(-100), today.AddDays(-80), 6);
            workforce.Graduated(id, GraduatedFor(hired), fullTime: true);
            return (id, hired, hired.AddMonths(6).AddDays(-1));
        });
        Add(crew, 5, "long-unemployed", _ =>
        {
            var (id, hired) = Hire(firm, today.Year - 50, today.Year - 32, today.AddDays(-110), today.AddDays(-90), 24);
            workforce.Unemployed(id, hired.AddMonths(-9), hired);
            workforce.Hardship(id, hired.AddMonths(-8));
            workforce.Insured(id, firm, hired, null, 12);
            return (id, hired, hired.AddMonths(24).AddDays(-1));
        });
        Add(crew, 4, "unknown", _ =>
        {
            var (id, hired) = Hire(firm, today.Year - 24, today.Year - 21, today.AddDays(-150), today.AddDays(-125), 24);
            workforce.Insured(id, firm, hired, null, 12);
            return (id, hired, hired.AddMonths(24).AddDays(-1));
        });
        Add(crew, 6, "apprentice", number =>
        {
            var (id, hired) = Hire(firm, today.Year - 22, today.Year - 19, today.AddDays(-150), today.AddDays(-125), 36);
            workforce.Insured(id, firm, hired, null, 12);
            workforce.Apprenticed(id, firm, today.AddDays(-60), 24, number % 2 == 0);
            return (id, hired, hired.AddMonths(36).AddDays(-1));
        });
        Add(crew, 6, "intern", number =>
        {
            var id = people.Person(today.Year - 24, today.Year - 22);
            var from = new DateOnly(today.Year, today.Month, 1).AddMonths(-5);
            DateOnly? retained = number % 3 == 0 ? today.AddDays(-20) : null;
            workforce.Graduated(id, new DateOnly(from.Year - 1, 6, 25), fullTime: true);
            workforce.UnemployedGraduate(id, new DateOnly(from.Year - 1, 9, 10), retained);
            workforce.Interned(id, firm, from, 6, retained, insured: true, 2000m);
            if (retained is { } on) workforce.Hired(id, firm, on, on.AddMonths(36).AddDays(-1));
            return (id, retained ?? from, (retained ?? from).AddMonths(36).AddDays(-1));
        });
        return crew;
    }

    /// <summary>A day of graduation in the year of hire that is not ahead of today.</summary>
    private DateOnly GraduatedFor(DateOnly hired)
    {
        DateOnly june = new(hired.Year, 6, 25);
        return june <= today ? june : new DateOnly(hired.Year, 1, 10);
    }

    private (ResidentId Id, DateOnly HiredOn) Hire(DemoFirm firm, int bornFrom, int bornTo, DateOnly from, DateOnly to, int months)
    {
        var id = people.Person(bornFrom, bornTo);
        var hired = people.Day(from, to);
        workforce.Hired(id, firm, hired, hired.AddMonths(months).AddDays(-1));
        return (id, hired);
    }

    private void Add(List<DemoWorker> crew, int count, string shows, Func<int, (ResidentId Id, DateOnly HiredOn, DateOnly? To)> make)
    {
        for (var number = 0; number < count; number++)
        {
            var (id, hired, to) = make(number);
            crew.Add(new DemoWorker(id, people.Name(), hired, hired, to, shows));
        }
    }
}
