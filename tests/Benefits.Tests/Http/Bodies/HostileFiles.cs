using System.Text;

namespace Benefits.Tests.Http.Bodies;

/// <summary>A file that must be refused.</summary>
public sealed record HostileFile(string Says, byte[] Bytes);

/// <summary>Twists a sheet's header in every way that a broken export, a wrong programme or an attacker would.</summary>
public static class HostileFiles
{
    /// <param name="header">A good header, comma-separated.</param>
    /// <param name="line">A good line for it.</param>
    public static IEnumerable<HostileFile> Of(string header, string line)
    {
        var columns = header.Split(',').Length;
        var good = $"{header}\n{line}\n";
        var cells = line.Split(',');
        yield return new("nothing", []);
        yield return new("blank lines only", Bytes("\n\r\n  \n"));
        yield return new("a byte order mark and nothing else", [.. Encoding.UTF8.Preamble]);
        yield return new("no header", Bytes($"{line}\n"));
        yield return new("a column missing", Bytes(string.Join(',', header.Split(',').Skip(1)) + "\n"));
        yield return new("a column twice", Bytes($"{header},{header.Split(',')[0]}\n"));
        yield return new("2000 columns", Bytes($"{header}{string.Concat(Enumerable.Range(0, 2000).Select(number => $",c{number}"))}\n"));
        yield return new("a line of 2000 cells", Bytes($"{good}{string.Join(',', Enumerable.Repeat("x", 2000))}\n"));
        yield return new("a line of one cell more", Bytes($"{header}\n{line},x\n"));
        yield return new("UTF-16 unmarked", Encoding.Unicode.GetBytes(good));
        yield return new("UTF-16 big endian unmarked", Encoding.BigEndianUnicode.GetBytes(good));
        yield return new("UTF-32", Encoding.UTF32.GetBytes(good));
        yield return new("UTF-16 cut in half a character", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(header + "\n" + new string('"', columns)), 0xD8]);
        // 企业, 湖南 and 身份证号 as GB18030 bytes.
        yield return new("GB18030 in the header", [0xC6, 0xF3, 0xD2, 0xB5, (byte)',', .. Bytes(good)]);
        yield return new("GB18030 in a cell", [.. Bytes($"{header}\n{Filled(cells, "")[1..]}"), 0xBA, 0xFE, 0xC4, 0xCF, (byte)'\n']);
        yield return new("overlong UTF-8", [.. Bytes($"{header}\n"), 0xC0, 0x80, .. Bytes($"{line}\n")]);
        yield return new("half a surrogate pair in UTF-8", [.. Bytes($"{header}\n"), 0xED, 0xA0, 0x80, .. Bytes($"{line}\n")]);
        yield return new("cut within a character", [.. Bytes($"{header}\n{line}"), 0xE4, 0xBC]);
        yield return new("a NUL in a cell", [.. Bytes($"{header}\n"), 0, .. Bytes($"{line}\n")]);
        yield return new("a NUL in the header", [.. Bytes(header), 0, (byte)'\n', .. Bytes($"{line}\n")]);
        yield return new("an escape character", Bytes($"{header}\n\u001b[2J{line}\n"));
        yield return new("a quote left open", Bytes($"{header}\n\"{line}\n{line}\n{line}\n"));
        yield return new("a quote in the middle", Bytes($"{header}\n{cells[0]}\"x,{string.Join(',', cells.Skip(1))}\n"));
        yield return new("a quote left open over a megabyte", Bytes($"{header}\n\"{new string('x', 1_000_000)}"));
        yield return new("a line of 10 MB", Bytes($"{header}\n{new string('x', 10_000_000)}\n"));
        yield return new("a header of 10 MB", Bytes(new string('x', 10_000_000)));
        yield return new("100,000 commas", Bytes($"{header}\n{new string(',', 100_000)}x\n"));
        foreach (var formula in (string[])["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "＝1+1"]) yield return new($"the formula {formula}", Bytes($"{header}\n{Filled(cells, formula)}\n"));
        yield return new("wrong values everywhere", Bytes($"{header}\n{Filled(cells, "??")}\n"));
        yield return new("dates that are not there", Bytes($"{header}\n{Filled(cells, "2022-02-30")}\n"));
        yield return new("the year 0001", Bytes($"{header}\n{Filled(cells, "0001-01-01")}\n"));
        yield return new("the year 9999", Bytes($"{header}\n{Filled(cells, "9999-12-31")}\n"));
        yield return new("numbers beyond range", Bytes($"{header}\n{Filled(cells, "99999999999999999999999999999")}\n"));
        yield return new("20,000 wrong lines", Bytes($"{header}\n{string.Concat(Enumerable.Repeat($"{Filled(cells, "?")}\n", 20_000))}"));
        yield return new("a zip", [0x50, 0x4B, 0x03, 0x04, 0x14, 0, 0, 0, 8, 0, .. Noise(5000)]);
        yield return new("an old Excel file", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. Noise(5000)]);
        yield return new("a JPEG", [0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10, 0x4A, 0x46, 0x49, 0x46, .. Noise(5000)]);
        yield return new("noise", Noise(100_000));
        yield return new("JSON", Bytes("""{"code":"91430100MA4TEXT00G"}"""));
        yield return new("HTML", Bytes("<html><script>alert(1)</script></html>"));
        yield return new("a wrong line behind a good one", Bytes($"{good}{Filled(cells, "?")}\n"));
    }

    private static string Filled(string[] cells, string with) => string.Join(',', cells.Select(_ => with));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The same noise every time.</summary>
    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        var state = 2463534242u;
        for (var place = 0; place < length; place++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            noise[place] = unchecked((byte)state);
        }
        return noise;
    }
}
