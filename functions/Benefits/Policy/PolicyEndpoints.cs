using Benefits.Http;
using Benefits.Storage;
using Microsoft.AspNetCore.Http;

namespace Benefits.Policy;

/// <summary>Measures (政策) as anyone can read them.</summary>
internal static class PolicyEndpoints
{
    public static IReadOnlyList<Endpoint> All { get; } =
    [
        new()
        {
            Name = "ListPolicies",
            Verb = Verb.Get,
            Route = Routes.Policies,
            Tag = "政策",
            Summary = "政策目录（公开）：每项措施的依据、标准、条件和受理状态",
            Parameters = [Parameter.Date("date", "按哪一天的状态；不填为今天", "2022-09-01")],
            Pages = Paging.Detailed,
            Response = typeof(Page<MeasureView>),
            Handle = Handler.Of<PolicyLibrary, TimeProvider>(ListAsync),
        },
        new()
        {
            Name = "GetPolicy",
            Verb = Verb.Get,
            Route = Routes.Policy,
            Tag = "政策",
            Summary = "一项政策的全部条件、依据和口径（公开）",
            Parameters = [Parameter.Id("measure", "政策编号", "graduate-hiring-subsidy").InPath(), Parameter.Date("date", "按哪一天的状态；不填为今天", "2022-09-01")],
            Response = typeof(MeasureView),
            Problems = [ProblemKind.NotFound],
            Handle = Handler.Of<PolicyLibrary, TimeProvider>(GetAsync),
        },
    ];

    private static Task<IResult> ListAsync(ApiCall call, PolicyLibrary library, TimeProvider clock)
    {
        var today = call.Date("date") ?? clock.BusinessDate;
        return Task.FromResult<IResult>(TypedResults.Ok(call.Page.Of(library.Measures, measure => measure.Id, measure => MeasureView.Of(measure, today))));
    }

    private static Task<IResult> GetAsync(ApiCall call, PolicyLibrary library, TimeProvider clock) =>
        Task.FromResult(library.Find(call.Route("measure")) is { } measure
            ? TypedResults.Ok(MeasureView.Of(measure, call.Date("date") ?? clock.BusinessDate))
            : Problems.NotFound("没有这项政策"));
}

/// <summary>A measure as shown (政策).</summary>
public sealed record MeasureView
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Clause { get; init; }

    public required string Document { get; init; }

    public required MeasureKind Kind { get; init; }

    public required AwardUnit Per { get; init; }

    public required DateOnly OpensOn { get; init; }

    /// <summary>The last day to apply; null where none is known.</summary>
    public DateOnly? ClosesOn { get; init; }

    public required MeasureStatus Status { get; init; }

    /// <summary>What the status means, with its date, in Chinese.</summary>
    public required string StatusText { get; init; }

    public string? Fund { get; init; }

    public required IReadOnlyList<ConditionView> Conditions { get; init; }

    public required IReadOnlyList<OpenQuestion> Questions { get; init; }

    public required IReadOnlyList<string> Sources { get; init; }

    public static MeasureView Of(Measure measure, DateOnly today)
    {
        var status = measure.Status(today);
        return new MeasureView
        {
            Id = measure.Id,
            Title = measure.Title,
            Clause = measure.Clause,
            Document = $"{measure.Document.Number}《{measure.Document.Title}》",
            Kind = measure.Kind,
            Per = measure.Per,
            OpensOn = measure.OpensOn,
            ClosesOn = measure.ClosesOn,
            Status = status,
            StatusText = (status, measure.ClosesOn) switch
            {
                (MeasureStatus.NotYet, _) => $"{measure.OpensOn:yyyy-MM-dd}起受理",
                (MeasureStatus.Closed, { } end) => $"已于{end:yyyy-MM-dd}截止，不再受理",
                (MeasureStatus.Open, { } end) => $"受理中，{end:yyyy-MM-dd}截止，还有{end.DayNumber - today.DayNumber}天",
                _ => "受理中",
            },
            Fund = measure.Fund?.Title,
            Conditions = [.. measure.Conditions.Select(condition => new ConditionView(condition.Says, condition.Clause))],
            Questions = measure.Questions,
            Sources = [.. measure.Sources.Select(source => source.ToString())],
        };
    }
}

public sealed record ConditionView(string Says, string Clause);
