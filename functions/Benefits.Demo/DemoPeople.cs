using System.Globalization;

namespace Benefits.Demo;

/// <summary>Makes up people and firms, the same for the same seed.</summary>
/// <remarks>
/// Registration area 4399 does not exist, so no number made here is that of a living person or a real firm, though every check character is valid.
/// </remarks>
internal sealed class DemoPeople(int seed, DateOnly today)
{
    private readonly Random _dice = new(seed);
    private readonly HashSet<string> _taken = [];

    public int Count { get; private set; }

    public int Number(int from, int below) => _dice.Next(from, below);

    public T Pick<T>(IReadOnlyList<T> from) => from[_dice.Next(from.Count)];

    public DateOnly Day(DateOnly from, DateOnly to) => from.AddDays(_dice.Next(Math.Max(1, to.DayNumber - from.DayNumber + 1)));

    public string Name() => Pick(DemoWords.Surnames) + Pick(DemoWords.GivenNames);

    public ResidentId Person(int bornFrom, int bornTo)
    {
        while (true)
        {
            var born = Day(new DateOnly(bornFrom, 1, 1), new DateOnly(bornTo, 12, 31));
            var digits = string.Create(CultureInfo.InvariantCulture, $"4399{_dice.Next(1, 100):00}{born:yyyyMMdd}{_dice.Next(1, 1000):000}");
            if (!_taken.Add(digits)) continue;
            if (!ResidentId.TryParse(digits + ResidentId.CheckCharacter(digits), today, out var id, out var fault)) throw new InvalidOperationException($"A made-up id is refused: {fault}");
            Count++;
            return id;
        }
    }

    public CreditCode Code()
    {
        while (true)
        {
            var characters = string.Concat(Enumerable.Range(0, 9).Select(_ => CreditCode.Characters[_dice.Next(CreditCode.Characters.Length)]));
            var first = $"914399{_dice.Next(1, 100).ToString("00", CultureInfo.InvariantCulture)}{characters}";
            if (!_taken.Add(first)) continue;
            return Typed.Parse<CreditCode>(first + CreditCode.CheckCharacter(first));
        }
    }
}
