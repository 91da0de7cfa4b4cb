using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Benefits.Storage;

/// <summary>Reads, changes and commits, and does all of it again where someone else was faster (乐观并发): for every change that rests on what was read.</summary>
/// <param name="machine">A clock that runs by itself, also where the platform's own stands still until it is moved.</param>
public sealed class Optimistic(TimeProvider machine)
{
    internal const int MostTries = 30;
    private const int LongestPauseMilliseconds = 500;

    /// <summary>Repeats the attempt until it has an answer. It reads anew each time: what it remembers of the try before may no longer hold.</summary>
    /// <exception cref="ContendedException">Others were faster at every try.</exception>
    public async Task<T> ChangeAsync<T>(Func<Task<Attempt<T>>> attempt, CancellationToken cancel, [CallerMemberName] string what = "")
    {
        for (var tries = 1; ; tries++)
        {
            if (await attempt() is { HasLanded: true } landed) return landed.Answer;
            if (tries == MostTries) throw new ContendedException($"{what} was overtaken by others {tries} times in a row.");
            // The second try comes at once: an insert that was tried without a look has found its row there, and nobody is in the way.
            if (tries > 1) await Task.Delay(PauseAfter(tries), machine, cancel);
        }
    }

    /// <summary>Repeats the attempt until its commit is done. Null says that nothing need be written.</summary>
    /// <inheritdoc cref="ChangeAsync{T}"/>
    public Task ChangeAsync(Func<Task<Commit?>> attempt, CancellationToken cancel, [CallerMemberName] string what = "") =>
        ChangeAsync<bool>(async () => await attempt() is Commit.Conflict ? Attempt.Again : true, cancel, what);

    /// <summary>Longer each time, and never the same for two who met.</summary>
    private static TimeSpan PauseAfter(int tries) =>
        TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1, Math.Min(10 << Math.Min(tries - 2, 6), LongestPauseMilliseconds) + 1));
}

/// <summary>What one try came to: an answer, or <see cref="Attempt.Again"/>.</summary>
public readonly record struct Attempt<T>
{
    private readonly T _answer;

    private Attempt(T answer) => (_answer, HasLanded) = (answer, true);

    public bool HasLanded { get; }

    public T Answer => HasLanded ? _answer : throw new InvalidOperationException("Someone else was faster: there is no answer.");

    public static implicit operator Attempt<T>(T answer) => new(answer);

    public static implicit operator Attempt<T>(Overtaken overtaken) => default;
}

/// <summary>Someone else was faster; nothing was written.</summary>
public readonly record struct Overtaken;

public static class Attempt
{
    public static Overtaken Again => default;
}

/// <summary>So many write the same row at once that a change did not get its turn. Nothing was written; later it may be.</summary>
public sealed class ContendedException(string message) : StorageUnavailableException(message);
