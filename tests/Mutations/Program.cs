using Mutations;

// dotnet run --project tests/Mutations [-- packs | places [WORDS]]: exit code 0 where nothing survives unnamed.
var survived = 0;
if (args is [] or ["packs", ..])
{
    var score = Repository.TryPacks();
    foreach (var mutant in score.Survived) Console.WriteLine($"survived {mutant}");
    foreach (var idle in score.Idle) Console.WriteLine($"idle     {idle.File}: {idle.Change}");
    Console.WriteLine($"packs: {score.Noticed} noticed, {score.Same.Count} the same anyway, {score.Survived.Count} survived");
    survived += score.Survived.Count + score.Idle.Count;
}
if (args is [] or ["places", ..])
{
    var words = args.Length > 1 ? args[1] : "";
    var places = Repository.Places().Where(place => place.Says.Contains(words, StringComparison.Ordinal)).ToList();
    using PlaceTrial trial = new();
    await trial.CopyAsync();
    var noticed = 0;
    foreach (var place in places)
    {
        var came = await trial.TryAsync(place);
        Console.WriteLine($"{came,-8} {place.File}: {place.Says}");
        if (came == "noticed") noticed++;
    }
    Console.WriteLine($"places: {noticed} noticed of {places.Count}");
    survived += places.Count - noticed;
}
return survived == 0 ? 0 : 1;
