using System.Reflection;
using System.Reflection.Emit;
using Benefits.Policy.Expressions;
using Benefits.Policy.Reading;
using Benefits.Storage;

namespace Benefits.Tests.Structure;

/// <summary>Closed results, whose cases are nested in them and in them alone, are looked at by whoever gets one: an answer that is thrown away is a fault that nobody hears of.</summary>
public sealed class ClosedResultsTests
{
    /// <summary>Trees that are built and read, not answers; and the commit of a batch, which cannot fail where it only puts rows, and of which a repeat of an insert is as good.</summary>
    private static readonly Type[] Data = [typeof(Expression), typeof(PackNode), typeof(Commit)];

    [Fact]
    public void Nobody_throws_a_closed_result_away()
    {
        var thrown = typeof(Platform).Assembly.GetTypes().SelectMany(Thrown).Distinct().Order(StringComparer.Ordinal).ToList();

        Assert.Empty(thrown);
    }

    private static IEnumerable<string> Thrown(Type type)
    {
        foreach (var method in type.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance))
        {
            MethodBase? called = null;
            foreach (var (code, operand) in MethodCode.Of(method))
            {
                if (code == OpCodes.Pop && called is MethodInfo call && IsClosed(call.ReturnType)) yield return $"{type.FullName}: {call.ReturnType.Name}";
                called = code == OpCodes.Call || code == OpCodes.Callvirt ? method.Module.ResolveMethod(operand, Arguments(type), method.IsGenericMethod ? method.GetGenericArguments() : []) : null;
            }
        }
    }

    private static Type[] Arguments(Type type) => type.IsGenericType ? type.GetGenericArguments() : [];

    private static bool IsClosed(Type type) => type.IsAbstract && type.Namespace?.StartsWith("Benefits", StringComparison.Ordinal) == true && !Data.Contains(type) && type.GetNestedTypes().Any(nested => nested.BaseType == type);
}
