using Benefits.Demo;
using Benefits.Storage;

namespace Benefits.Azure;

/// <summary>Who can sign in to the demo (演示身份). The demo may be loaded by another instance after this one has started, so it is looked up until it is there.</summary>
internal sealed class DemoRoster(ITable table)
{
    private volatile IReadOnlyList<DemoIdentity> _staff = [];

    public IReadOnlyList<DemoIdentity> Staff => _staff;

    public async Task RefreshAsync()
    {
        if (_staff.Count == 0 && await DemoSetUp.FindAsync(table) is { } demo) _staff = demo.Staff;
    }
}
