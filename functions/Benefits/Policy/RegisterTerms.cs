using Benefits.Policy.Expressions;
using Benefits.Sheets;

namespace Benefits.Policy;

/// <summary>One register (登记簿) as its pack describes it: whom a row is about, its columns, and which entry counts.</summary>
public sealed record RegisterTerms
{
    /// <summary>ASCII, as it stands in addresses and keys: <c>unemployed-graduates</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its Chinese name, shown as the source of its facts.</summary>
    public required string Title { get; init; }

    public required RegisterSubject About { get; init; }

    /// <summary>The columns that say whom a row is about, in the order of a sheet.</summary>
    public required IReadOnlyList<SubjectTerms> Subjects { get; init; }

    public required IReadOnlyList<ColumnTerms> Columns { get; init; }

    /// <summary>What tells an entry from the others of its person or firm.</summary>
    public required IReadOnlyList<KeyPart> Key { get; init; }

    /// <summary>The column whose year a stored row is for, where entries are many; null where one row holds all.</summary>
    public ColumnTerms? RowsByYearOf { get; init; }

    /// <summary>Which of several entries counts; null where every entry does.</summary>
    public EntryChoice? Choice { get; init; }

    /// <summary>The columns as an expression of this register names them, and <c>day</c>, the day that counts.</summary>
    public required FactCatalogue Terms { get; init; }
}

/// <summary>Whom a row of a register is about.</summary>
public enum RegisterSubject
{
    Person,
    Firm,
    PersonAtFirm,
    District,
}

/// <summary>The column that says whom a row is about.</summary>
/// <param name="Header">Its Chinese header.</param>
/// <param name="Also">Other headers that real extracts give it.</param>
public sealed record SubjectTerms(string Column, string Header, IReadOnlyList<string> Also);

/// <summary>One column of a register (登记项).</summary>
public sealed record ColumnTerms
{
    /// <summary>Its English name, in sheets and in expressions.</summary>
    public required string Name { get; init; }

    /// <summary>Its Chinese header.</summary>
    public required string Header { get; init; }

    /// <summary>Other headers that real extracts give it.</summary>
    public required IReadOnlyList<string> Also { get; init; }

    public required ColumnType Type { get; init; }

    /// <summary>The type of its values in expressions.</summary>
    public required TermType Term { get; init; }

    /// <summary>False where a cell may be empty. The column itself is needed nevertheless: a misspelt header must not pass for a column of empty cells.</summary>
    public required bool Required { get; init; }

    /// <summary>True where even the column may be missing.</summary>
    public bool MayLack { get; init; }

    /// <summary>The words of real extracts, each with the value it stands for. An empty word is an empty cell.</summary>
    public required IReadOnlyList<WordTerms> Words { get; init; }

    /// <summary>Most characters of a text.</summary>
    public required int Longest { get; init; }

    /// <summary>The column whose day this one must not lie before.</summary>
    public string? NotBefore { get; init; }

    /// <summary>How many months before that day it may lie nevertheless.</summary>
    public int LeadMonths { get; init; }

    /// <summary>The column as a sheet has it.</summary>
    internal CsvColumn InSheet => new(Name, Header, [.. Also], MayLack);
}

/// <param name="Word">As a cell has it.</param>
public sealed record WordTerms(string Word, Value Value);

public enum ColumnType
{
    Text,

    /// <summary>Free text of which only a keyed hash is kept: it tells entries apart, and nothing else can be asked of it.</summary>
    Hashed,
    Code,
    Date,

    /// <summary>Kept as the first day of the month.</summary>
    Month,
    Money,
    Count,
    Bool,
}

/// <summary>One part of an entry's key; with a flag, it counts only where the flag is true.</summary>
public sealed record KeyPart(ColumnTerms Column, ColumnTerms? If);

/// <summary>Which of several entries counts (取哪一条).</summary>
/// <param name="Day">Facts that give the day that counts: the first that is known.</param>
/// <param name="Where">Only entries of which this is true.</param>
/// <param name="Prefer">Entries of which this is true come before the others; the first decides.</param>
/// <param name="By">The date that decides among the rest; null where it does not matter which.</param>
public sealed record EntryChoice(IReadOnlyList<string> Day, Expression? Where, IReadOnlyList<Expression> Prefer, EntryPick Pick, ColumnTerms? By);

public enum EntryPick
{
    Latest,
    Earliest,

    /// <summary>Nearest to the day that counts, on either side; the latest where no such day is known.</summary>
    Nearest,
}

/// <summary>How a fact is drawn from a register's entries (取数口径).</summary>
public abstract record Draw
{
    private Draw()
    {
    }

    /// <summary>The value where there is no entry: where entries are there and none counts, or where an extract that held everyone has none. Null leaves it unknown.</summary>
    public Value? Absent { get; init; }

    /// <summary>A value of the entry that counts.</summary>
    /// <param name="NoOnlyWhereComplete">True where "no" is known only from an extract that held everyone.</param>
    public sealed record ValueOf(Expression Of, bool NoOnlyWhereComplete) : Draw;

    /// <summary>Whether there is an entry that counts.</summary>
    public sealed record Exists : Draw;

    /// <summary>The dates of all entries, in order and each once.</summary>
    /// <param name="Unclear">Where this is true of an entry, the list is unknown.</param>
    public sealed record ListOf(Expression Of, Expression? Where, Expression? Unclear) : Draw;

    /// <summary>How many entries there are.</summary>
    public sealed record CountOf(Expression? Where) : Draw;

    /// <summary>The sum of all entries; with a month, month by month.</summary>
    public sealed record SumOf(Expression Of, ColumnTerms? By, Expression? Where) : Draw;

    /// <summary>A value for each stretch of days that an entry covers.</summary>
    /// <param name="To">The last day; where it is empty, the stretch is open.</param>
    public sealed record SpansOf(ColumnTerms From, ColumnTerms? To, Expression Of, Expression? Where) : Draw;
}
