using System.Runtime.CompilerServices;
using System.Text;
using Benefits.Storage;

namespace Benefits.Audit;

/// <summary>The seals' roots as they are kept outside of the store (店外根哈希): a folder or container of its own, which whoever can write to the store need not be able to reach.</summary>
/// <remarks>One small file a seal: date, root, root before, public key and signature, each on a line. It needs nothing but a tool that knows ECDSA to be checked.</remarks>
public sealed class KeptRoots(IFiles files)
{
    private const string Folder = "kept-roots";

    /// <summary>Keeps the root. The same again is the same file.</summary>
    public async Task KeepAsync(KeptRoot root, CancellationToken cancel)
    {
        using MemoryStream content = new(Encoding.UTF8.GetBytes(root.Write()));
        await files.PutAsync(Folder, content, cancel);
    }

    /// <summary>Every root that was kept, in no order; null for a file that holds none.</summary>
    public async IAsyncEnumerable<(string Name, KeptRoot? Root)> ListAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var file in files.ListAsync(Folder, cancel))
        {
            if (await files.OpenAsync(Folder, file.Name, cancel) is not { } stream) continue;
            using StreamReader reader = new(stream, Encoding.UTF8);
            yield return (file.Name, KeptRoot.TryRead(await reader.ReadToEndAsync(cancel)));
        }
    }
}

/// <summary>A seal's root with its signature.</summary>
public sealed record KeptRoot(DateOnly On, string Root, string Previous, string PublicKey, string Signature)
{
    /// <summary>What the signature is over.</summary>
    public static string TextToSign(DateOnly on, string root, string previous) => $"qicaitong seal {on:yyyy-MM-dd}\n{root}\n{previous}\n";

    public bool IsGenuine(AuditKey key) => PublicKey == key.PublicKey && AuditKey.IsSigned(PublicKey, TextToSign(On, Root, Previous), Signature);

    public string Write() => $"{On:yyyy-MM-dd}\n{Root}\n{Previous}\n{PublicKey}\n{Signature}\n";

    public static KeptRoot? TryRead(string text) =>
        text.Split('\n') is [var on, var root, var previous, var publicKey, var signature, ""] && DateOnly.TryParseExact(on, "yyyy-MM-dd", out var date)
            ? new KeptRoot(date, root, previous, publicKey, signature)
            : null;
}
