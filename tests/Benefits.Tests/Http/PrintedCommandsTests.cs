using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Benefits.Applications;
using Benefits.Demo;
using Benefits.Local;
using Benefits.Local.Commands;
using Benefits.Local.Workflows;
using Benefits.Policy;
using Benefits.Storage;
using Benefits.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Benefits.Tests.Http;

/// <summary>What the first start prints to be tried next, tried: each printed curl line is read as a shell would and sent.</summary>
public sealed partial class PrintedCommandsTests
{
    [Theory]
    [InlineData("2022-09-01")]
    [InlineData("2026-11-22")]
    public async Task The_printed_commands_do_what_they_say(string day)
    {
        var today = DateOnly.ParseExact(day, "yyyy-MM-dd", null);
        using TempFolder disk = new();
        using var folder = DataFolder.Open(disk.Path);
        DemoSetUp.Loaded? demo = null;
        await using var app = LocalHost.Build(new ServeOptions { Urls = "http://127.0.0.1:0", Demo = true }, (builder, _) =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(RealPauses.Optimistic).AddLocal(folder, new ManualClock(today.StartsAt.AddHours(9)), BankMood.Calm, TestWorld.Policies);
            builder.Services.AddHostedService(provider => provider.GetRequiredService<LocalWorkflows>());
            builder.Services.AddDemo(_ => demo!.Staff);
        });
        demo = await DemoSetUp.LoadAsync(app.Services, today);
        await app.StartAsync();
        await File.WriteAllTextAsync(disk.File("form.json"), demo.Sample);

        Shell shell = new(DemoSetUp.WhatNext(demo, app.Urls.First(), disk.File("form.json")));
        var answers = await shell.RunAsync();

        Assert.Equal(6, answers.Count);
        Assert.NotEmpty(StoredJson.Read<Page<MeasureView>>(answers[1]).Items);
        var preview = StoredJson.Read<PreviewResult>(answers[2]);
        Assert.True(preview.Granted > 0, answers[2]);
        Assert.True(preview.Waits > 0, answers[2]);
        var receipt = StoredJson.Read<Receipt>(answers[3]);
        Assert.Equal(receipt.Id, StoredJson.Read<ApplicationView>(answers[4]).Id);
        await app.Services.GetRequiredService<LocalWorkflows>().IdleAsync(default);
        await app.StopAsync();
    }

    /// <summary>As much of a shell as the printed lines use: variables, one function, curl, and sed for one member.</summary>
    private sealed partial class Shell(string text)
    {
        private readonly Dictionary<string, string> _variables = [];
        private readonly List<string> _answers = [];
        private string _function = "";

        /// <summary>The whole answers, in order; what is behind a pipe only shortens what is shown.</summary>
        public async Task<IReadOnlyList<string>> RunAsync()
        {
            foreach (var line in text.Split('\n').Select(line => line.Trim()))
            {
                if (FunctionLine().Match(line) is { Success: true } function) _function = function.Groups["body"].Value;
                else if (CallLine().Match(line) is { Success: true } call) await AssignAsync(call.Groups["name"].Value, _function.Replace("$1", call.Groups["argument"].Value, StringComparison.Ordinal));
                else if (CaptureLine().Match(line) is { Success: true } capture) await AssignAsync(capture.Groups["name"].Value, capture.Groups["body"].Value);
                else if (VariableLine().Match(line) is { Success: true } variable) _variables[variable.Groups["name"].Value] = variable.Groups["value"].Value;
                else if (line.StartsWith("curl ", StringComparison.Ordinal)) await CurlAsync(line);
            }
            return _answers;
        }

        private async Task AssignAsync(string name, string command)
        {
            var answer = await CurlAsync(command);
            var member = SedMember().Match(command).Groups["member"].Value;
            Assert.NotEmpty(member);
            _variables[name] = Regex.Match(answer, $"\"{member}\":\"([^\"]*)\"").Groups[1].Value;
            Assert.NotEmpty(_variables[name]);
        }

        private async Task<string> CurlAsync(string command)
        {
            var words = Words(command);
            using HttpRequestMessage request = new(HttpMethod.Get, words.Single(word => word.StartsWith("http", StringComparison.Ordinal)));
            var type = "application/x-www-form-urlencoded";
            string? data = null;
            for (var place = 1; place < words.Count; place++)
            {
                if (words[place] == "-d") data = words[++place] is ['@', .. var file] ? await File.ReadAllTextAsync(file) : words[place];
                else if (words[place] == "-H" && words[++place].Split(": ", 2) is [var name, var value])
                {
                    if (name == "Content-Type") type = value;
                    else request.Headers.TryAddWithoutValidation(name, value);
                }
            }
            if (data is not null)
            {
                request.Method = HttpMethod.Post;
                request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(data)) { Headers = { ContentType = new(type) } };
            }
            using HttpClient client = new();
            using var answer = await client.SendAsync(request);
            var said = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, $"{command}: {(int)answer.StatusCode} {said}");
            JsonDocument.Parse(said).Dispose();
            _answers.Add(said);
            return said;
        }

        /// <summary>The words of the command up to a pipe, a comment or the end, with variables put in.</summary>
        private List<string> Words(string command)
        {
            List<string> words = [];
            foreach (Match word in Word().Matches(command))
            {
                if (word.Value is "|" or "#") break;
                var plain = word.Value is ['\'', .. var single, '\''] ? single
                    : Variable().Replace((word.Value is ['"', .. var quoted, '"'] ? quoted : word.Value).Replace("\\\"", "\"", StringComparison.Ordinal), name => _variables[name.Groups[1].Value]);
                words.Add(plain);
            }
            return words;
        }

        [GeneratedRegex("""^token\(\) \{ (?<body>.*); \}$""")]
        private static partial Regex FunctionLine();

        [GeneratedRegex("""^(?<name>\w+)=\$\(token (?<argument>\S+)\)$""")]
        private static partial Regex CallLine();

        [GeneratedRegex("""^(?<name>\w+)=\$\((?<body>curl .*)\); echo .*$""")]
        private static partial Regex CaptureLine();

        [GeneratedRegex("""^(?<name>\w+)=(?<value>[^$ ]+)$""")]
        private static partial Regex VariableLine();

        [GeneratedRegex("""sed 's/\.\*"(?<member>\w+)":""")]
        private static partial Regex SedMember();

        [GeneratedRegex("""'[^']*'|"(?:\\"|[^"])*"|[^\s'"]+""")]
        private static partial Regex Word();

        [GeneratedRegex("""\$(\w+)""")]
        private static partial Regex Variable();
    }
}
