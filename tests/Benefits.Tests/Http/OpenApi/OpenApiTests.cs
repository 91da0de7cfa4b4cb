using System.Text.Json;
using System.Text.Json.Nodes;
using Benefits.Demo;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Http.Bodies;
using Benefits.Policy;
using Benefits.Storage;
using Microsoft.Extensions.DependencyInjection;
using Published = Microsoft.OpenApi.OpenApiDocument;

namespace Benefits.Tests.Http.OpenApi;

public sealed class OpenApiTests(TestApi api) : IClassFixture<TestApi>
{
    private static readonly JsonSerializerOptions Readable = new(StoredJson.Options) { WriteIndented = true, NewLine = "\n" };

    [Fact]
    public void The_document_is_the_one_that_is_kept()
    {
        using var services = new ServiceCollection().AddSingleton(PolicyLibrary.LoadBuiltIn()).BuildServiceProvider();
        EndpointCatalog catalog = new(DemoServices.Endpoints, api.Services.GetRequiredService<AuthSettings>(), services);

        Snapshot.AssertSame("tests/Benefits.Tests/Http/OpenApi/openapi.json", JsonNode.Parse(catalog.Document.Span)!.ToJsonString(Readable) + "\n");
    }

    [Fact]
    public async Task The_document_is_valid_and_has_every_endpoint()
    {
        var read = Published.Parse(await api.Client.GetStringAsync("/openapi/v1.json"), "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        var names = read.Document!.Paths.Values.SelectMany(path => path.Operations!.Values).Select(operation => operation.OperationId!).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Superset(DemoServices.Endpoints.Concat(TestApi.Own).Concat(EndpointCatalog.AtRoot).Select(endpoint => endpoint.Name).ToHashSet(), names.ToHashSet());
        Assert.Contains("演示模式", read.Document.Info.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_use_case_that_an_endpoint_names_is_there() => UseCases.AssertThere(api.Services);

    [Fact]
    public async Task A_request_is_described_as_it_is_checked()
    {
        var read = Published.Parse(await api.Client.GetStringAsync("/openapi/v1.json"), "json");
        var form = read.Document!.Components!.Schemas!["TestForm"];
        Assert.Equal("企业名称", form.Properties!["name"].Description);
        Assert.Equal(10_000, form.Properties["people"].MaxItems);
        Assert.Contains("creditCode", form.Required!);
        Assert.DoesNotContain("note", form.Required!);
        Assert.False(form.AdditionalPropertiesAllowed);
    }

    [Fact]
    public void Every_endpoint_with_a_body_has_an_example_that_its_own_rules_accept()
    {
        foreach (var endpoint in DemoServices.Endpoints.Concat(TestApi.Own).Where(endpoint => endpoint.Request is not null))
        {
            RequestFaults faults = new();
            var body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(endpoint.Example, endpoint.Request!, Benefits.Storage.StoredJson.Options);
            StrictJson.Read(body, endpoint.Request!, faults);
            Assert.True(faults.Total == 0, $"{endpoint.Name}: {string.Join(' ', faults.Faults)}");
        }
    }
}
