using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Benefits.Policy.Reading;

namespace Benefits.Policy;

/// <summary>All packs that are in use (政策库), read and checked as one. It never changes; a new pack is a new library.</summary>
public sealed class PolicyLibrary
{
    private const string ResourcePrefix = "packs/";

    private readonly Dictionary<string, Measure> _measures;
    private readonly Dictionary<string, ProcedureTerms> _procedures;

    private PolicyLibrary(
        string hash,
        IReadOnlyCollection<RegisterTerms> registers,
        IReadOnlyList<ColumnTerms> enterpriseList,
        FactCatalogue facts,
        IReadOnlyCollection<ParameterTerms> parameters,
        IReadOnlyCollection<FundTerms> funds,
        IEnumerable<ProcedureTerms> procedures,
        IReadOnlyList<PolicyDocument> documents,
        IReadOnlyList<Measure> measures)
    {
        Hash = hash;
        Registers = registers;
        EnterpriseList = enterpriseList;
        Facts = facts;
        Parameters = parameters;
        Funds = funds;
        Documents = documents;
        Measures = measures;
        _measures = measures.ToDictionary(measure => measure.Id);
        _procedures = procedures.ToDictionary(procedure => procedure.Name);
    }

    /// <summary>SHA-256 over the files, lower-case hexadecimal: stored with every decision. Line endings do not change it.</summary>
    public string Hash { get; }

    /// <summary>The registers that can be loaded, in the order of their files.</summary>
    public IReadOnlyCollection<RegisterTerms> Registers { get; }

    /// <summary>The columns of an enterprise list.</summary>
    public IReadOnlyList<ColumnTerms> EnterpriseList { get; }

    public FactCatalogue Facts { get; }

    public IReadOnlyCollection<ParameterTerms> Parameters { get; }

    public IReadOnlyCollection<FundTerms> Funds { get; }

    public IReadOnlyList<PolicyDocument> Documents { get; }

    /// <summary>In the order of their files.</summary>
    public IReadOnlyList<Measure> Measures { get; }

    public Measure? Find(string id) => _measures.GetValueOrDefault(id);

    public IReadOnlyCollection<ProcedureTerms> Procedures => _procedures.Values;

    /// <exception cref="KeyNotFoundException">There is no procedure of that name.</exception>
    public ProcedureTerms Procedure(string name) => _procedures.TryGetValue(name, out var procedure) ? procedure : throw new KeyNotFoundException($"No pack has a procedure '{name}'.");

    /// <summary>The packs of this assembly; a file of <paramref name="extraFolder"/> takes the place of the built-in one of the same path, or comes in addition.</summary>
    /// <exception cref="PolicyPackException">Some file is faulty; every fault is named.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or nothing in it.</exception>
    public static PolicyLibrary LoadBuiltIn(string? extraFolder = null)
    {
        var files = BuiltInFiles().ToDictionary(file => file.Path);
        foreach (var file in extraFolder is null ? [] : FolderFiles(extraFolder)) files[file.Path] = file;
        return Load(files.Values);
    }

    /// <inheritdoc cref="LoadBuiltIn"/>
    public static PolicyLibrary Load(IEnumerable<PackFile> files)
    {
        List<PackFile> all = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
        FaultList faults = new();
        CatalogueReader catalogue = new(faults);
        var subjects = Single(all, "subjects.yaml", faults) is { } subjectFile ? catalogue.Subjects(subjectFile) : new Dictionary<RegisterSubject, SubjectTerms>();
        RegisterReader registers = new(faults, subjects);
        foreach (var file in all.Where(file => IsIn(file, "registers"))) registers.Read(file);
        var facts = registers.Facts();
        if (registers.EnterpriseList is null) faults.Add("registers/enterprise-list.yaml", 1, "没有企业名单的列");
        var funds = Single(all, "funds.yaml", faults) is { } fundFile ? catalogue.Funds(fundFile) : new Dictionary<string, FundTerms>();
        var procedures = Single(all, "procedures.yaml", faults) is { } procedureFile ? catalogue.Procedures(procedureFile) : new Dictionary<string, ProcedureTerms>();
        Dictionary<string, ParameterTerms> parameters = [];
        foreach (var file in all.Where(file => IsIn(file, "parameters")))
        {
            var parameter = catalogue.Parameter(file);
            if (!parameters.TryAdd(parameter.Name, parameter)) faults.Add(file.Path, 1, $"参数“{parameter.Name}”重复");
        }
        MeasureReader reader = new(faults, facts, parameters, funds, procedures);
        var documents = ReadDocuments(all, reader, faults);
        var measures = ReadMeasures(all, reader, documents, faults);
        faults.CheckNames([.. documents.Values.Select(document => document.Number), .. measures.Select(measure => measure.Id)]);
        if (faults.Count > 0) throw new PolicyPackException(faults.Sorted());
        return new PolicyLibrary(HashOf(all), registers.Registers, registers.EnterpriseList!, facts, parameters.Values, [.. funds.Values], procedures.Values, [.. documents.Values], measures);
    }

    /// <summary>The files that come with the program.</summary>
    public static IEnumerable<PackFile> BuiltInFiles()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
        {
            using StreamReader reader = new(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            yield return new PackFile(name[ResourcePrefix.Length..].Replace('\\', '/'), reader.ReadToEnd());
        }
    }

    /// <summary>The YAML files of a folder, and of the folders in it.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or none of its files is YAML.</exception>
    internal static List<PackFile> FolderFiles(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"没有政策包目录 {folder}");
        List<PackFile> files = [.. from path in Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories)
                                   select new PackFile(Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllText(path))];
        return files.Count > 0 ? files : throw new DirectoryNotFoundException($"政策包目录 {folder} 中没有 .yaml 文件");
    }

    private static Dictionary<string, PolicyDocument> ReadDocuments(List<PackFile> files, MeasureReader reader, FaultList faults)
    {
        Dictionary<string, PolicyDocument> documents = [];
        HashSet<string> numbers = [];
        foreach (var file in files)
        {
            if (file.Path.Split('/') is not [var folder, "document.yaml"]) continue;
            documents[folder] = reader.Document(file, folder);
            if (!numbers.Add(documents[folder].Number)) faults.Add(file.Path, 1, $"文号“{documents[folder].Number}”重复");
        }
        return documents;
    }

    private static List<Measure> ReadMeasures(List<PackFile> files, MeasureReader reader, Dictionary<string, PolicyDocument> documents, FaultList faults)
    {
        List<(PackFile File, PackNode? Text, PolicyDocument Document)> found = [];
        foreach (var file in files)
        {
            if (file.Path is "subjects.yaml" or "funds.yaml" or "procedures.yaml" || IsIn(file, "registers") || IsIn(file, "parameters")) continue;
            if (file.Path.Split('/') is not [var folder, var name])
            {
                faults.Add(file.Path, 1, "文件不在应有的位置：办法应放在其文件的目录下");
                continue;
            }
            if (name == "document.yaml") continue;
            if (documents.TryGetValue(folder, out var document)) found.Add((file, PackYaml.Read(file, faults), document));
            else faults.Add(file.Path, 1, $"目录“{folder}”缺少document.yaml");
        }
        MeasureTexts texts = new(faults);
        foreach (var (_, text, _) in found) texts.Add(text);
        Dictionary<string, Measure> measures = [];
        foreach (var (file, text, document) in found)
        {
            var measure = reader.Measure(file, texts.Whole(text), document);
            if (measure.Id.Length > 0 && !measures.TryAdd(measure.Id, measure)) faults.Add(file.Path, 1, $"办法“{measure.Id}”重复");
        }
        return [.. measures.Values];
    }

    private static bool IsIn(PackFile file, string folder) => file.Path.StartsWith($"{folder}/", StringComparison.Ordinal);

    private static PackFile? Single(List<PackFile> files, string path, FaultList faults)
    {
        var file = files.Find(file => file.Path == path);
        if (file is null) faults.Add(path, 1, "缺少此文件");
        return file;
    }

    private static string HashOf(List<PackFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            var content = Encoding.UTF8.GetBytes(file.Text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal));
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Path}\n{content.Length}\n"));
            hash.AppendData(content);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
