using System.Globalization;

namespace Benefits.Local.Commands;

/// <summary>Takes options out of the arguments; what is left when the last is taken is a mistake.</summary>
/// <remarks>Six options need no library, and a library's own messages would be English.</remarks>
internal sealed class Arguments(IReadOnlyList<string> args)
{
    private readonly List<string> _left = [.. args];

    public bool Flag(string name) => Take(name, false) is not null;

    public string? Text(string name) => Take(name, true);

    public DateOnly? Date(string name)
    {
        if (Text(name) is not { } text) return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : throw new BadArgumentsException($"{name} 应为存在的日期，写作 2022-09-01");
    }

    public int? Number(string name, int min, int max)
    {
        if (Text(name) is not { } text) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number : throw new BadArgumentsException($"{name} 应为{min}到{max}的整数");
    }

    /// <summary>What is no option, at least one of it.</summary>
    public IReadOnlyList<string> Rest(string lacking)
    {
        if (_left.Find(argument => argument.StartsWith('-')) is { } option) throw new BadArgumentsException($"没有“{option}”这个选项");
        return _left.Count > 0 ? _left : throw new BadArgumentsException(lacking);
    }

    public void End()
    {
        if (_left.Count > 0) throw new BadArgumentsException(_left[0].StartsWith('-') ? $"没有“{_left[0]}”这个选项" : $"多余的参数“{_left[0]}”");
    }

    private string? Take(string name, bool valued)
    {
        var index = _left.FindIndex(argument => argument == name || (valued && argument.StartsWith($"{name}=", StringComparison.Ordinal)));
        if (index < 0) return null;
        var argument = _left[index];
        _left.RemoveAt(index);
        var value = argument;
        if (argument.Length > name.Length) value = argument[(name.Length + 1)..];
        else if (valued)
        {
            if (index >= _left.Count || _left[index].StartsWith("--", StringComparison.Ordinal)) throw new BadArgumentsException($"{name} 之后需要一个值");
            value = _left[index];
            _left.RemoveAt(index);
        }
        return !_left.Exists(other => other == name) ? value : throw new BadArgumentsException($"{name} 只能给出一次");
    }
}

/// <summary>The command line is not understood; the message says why, in Chinese.</summary>
public sealed class BadArgumentsException(string message) : Exception(message);
