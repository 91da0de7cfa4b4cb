using Benefits.Local.Commands;

// The composition root: the only place that names the system clock.
#pragma warning disable RS0030
var systemClock = TimeProvider.System;
#pragma warning restore RS0030

Commands commands = new()
{
    Serve = options => ServeCommand.RunAsync(options, systemClock),
    Check = options => Task.FromResult(CheckCommand.Run([.. options.Cases], options.PacksFolder, Console.Out)),
    Rehearse = options => RehearseCommand.RunAsync(options, systemClock, Console.Out),
    Verify = options => VerifyCommand.RunAsync(options, systemClock, Console.Out),
};
return await commands.RunAsync(args, Console.Out, Console.Error);
