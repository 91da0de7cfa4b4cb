using System.Reflection;
using System.Reflection.Emit;

namespace Benefits.Tests.Structure;

/// <summary>Reads what a compiled method does.</summary>
internal static class MethodCode
{
    private static readonly Dictionary<short, OpCode> ByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>The method's instructions, each with its operand where that is a token.</summary>
    public static IEnumerable<(OpCode Code, int Operand)> Of(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } body) yield break;
        for (var at = 0; at < body.Length;)
        {
            var value = body[at] == 0xFE ? unchecked((short)(0xFE00 | body[++at])) : body[at];
            at++;
            var code = ByValue[value];
            var size = code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(body, at)),
                _ => 4,
            };
            yield return (code, size == 4 ? BitConverter.ToInt32(body, at) : 0);
            at += size;
        }
    }
}
