using System.Diagnostics;
using Benefits.Applications;
using Benefits.Cases;
using Benefits.Http;
using Benefits.Http.Access;
using Microsoft.AspNetCore.Http;

namespace Benefits.Payouts;

/// <summary>Correcting the account (更正收款账户) that a payment came back from.</summary>
internal static class AccountEndpoints
{
    public static IReadOnlyList<Endpoint> All { get; } =
    [
        new()
        {
            Name = "CorrectAccount",
            Verb = Verb.Post,
            Route = Routes.ApplicationAccount,
            Tag = "申请",
            Summary = "退票后更正收款账户，随后自动重新发放",
            Description = "同一人再次提交相同账户，答复不变；同时提交不同账户的只计一个，其余答复409。",
            Roles = [Role.Agent],
            Parameters = [CaseAnswers.Number],
            Request = typeof(AccountForm),
            Example = FormExample.Form.Account,
            Success = StatusCodes.Status202Accepted,
            Problems = [ProblemKind.NotFound, ProblemKind.Conflict, ProblemKind.Unprocessable],
            Handle = Handler.Of<CaseAnswers, ReturnedPayments>(CorrectAccountAsync),
        },
    ];

    private static async Task<IResult> CorrectAccountAsync(ApiCall call, CaseAnswers answers, ReturnedPayments returned)
    {
        if (await answers.FindAsync(call) is not { } header || !call.Caller.MayActFor(header.Id.Enterprise)) return CaseAnswers.NoSuchCase();
        return await returned.CorrectAsync(header, call.Body<AccountForm>(), call.Caller.Subject, call.Cancel) switch
        {
            CorrectionResult.Corrected => TypedResults.Accepted($"/{Routes.Prefix}/{Routes.Applications}/{header.Id}"),
            CorrectionResult.NotWaiting => Problems.Conflict($"该申请当前没有待更正的退票。{await answers.StandsAsync(header.Id, call.Cancel)}"),
            CorrectionResult.SamePerson barred => Problems.Forbidden(barred.Reason),
            CorrectionResult.Faulty faulty => Problems.Unprocessable("账户信息需要更正", faulty.Faults),
            _ => throw new UnreachableException(),
        };
    }
}
