namespace Benefits.Registers;

/// <summary>One line of a staged extract (暂存行): where its row lies, and its entry. Neither keys nor JSON hold a tab.</summary>
/// <param name="Name">What the row's key has behind the prefix of its place: register, firm and year.</param>
/// <param name="SealedBornOn">The person's birth date, sealed; empty on lines that need not say it again.</param>
/// <param name="Body">The entry as JSON.</param>
internal readonly record struct StagedLine(RegisterPlace Place, string Name, string SealedBornOn, string Body)
{
    public string Row => Place.Prefix + Name;

    public static StagedLine Parse(string line) =>
        line.Split('\t', 5) is [var partition, var prefix, var name, var born, var body]
            ? new StagedLine(new RegisterPlace(partition, prefix), name, born, body)
            : throw new InvalidOperationException("A staged line has not the five fields that it was written with.");

    public override string ToString() => $"{Place.Partition}\t{Place.Prefix}\t{Name}\t{SealedBornOn}\t{Body}";
}
