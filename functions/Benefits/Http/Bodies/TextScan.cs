using System.Buffers;
using System.Globalization;

namespace Benefits.Http.Bodies;

/// <summary>Finds, without decoding, whether a body could hold a character that no text may hold.</summary>
internal static class TextScan
{
    // A backslash may escape anything; DEL and the C1 controls (C2 80 to C2 9F) need no escape.
    private static readonly SearchValues<byte> Suspects = SearchValues.Create([(byte)'\\', 0x7F, 0xC2]);

    /// <summary>True where no text of the body holds a control character or a surrogate. False means: look closer.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> utf8)
    {
        while (true)
        {
            var place = utf8.IndexOfAny(Suspects);
            if (place < 0) return true;
            utf8 = utf8[place..];
            var length = Pass(utf8);
            if (length == 0) return false;
            utf8 = utf8[length..];
        }
    }

    /// <summary>How many bytes of a harmless suspect to step over; none where it is not harmless.</summary>
    private static int Pass(ReadOnlySpan<byte> utf8) => utf8[0] switch
    {
        0x7F => 0,
        0xC2 => utf8.Length > 1 && utf8[1] >= 0xA0 ? 2 : 0,
        _ when utf8.Length < 2 => 0,
        _ => utf8[1] switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => 2,
            (byte)'u' => utf8.Length >= 6 && ushort.TryParse(utf8[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var character)
                && !char.IsControl((char)character) && !char.IsSurrogate((char)character) ? 6 : 0,
            _ => 0,
        },
    };
}
