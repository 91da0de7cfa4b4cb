using Benefits.Local.Commands;

// The composition root: the only place that names the system clock.
#pragma warning disable RS0030
var systemClock = TimeProvider.System;
#pragma warning restore RS0030

Commands commands = new()
{
    Serve = options => ServeCommand.RunAsync(options, (builder, settings) => builder.Services.AddSingleton(systemClock)),
    Check = _ => throw new BadArgumentsException("check 尚未接入"),
    Rehearse = _ => throw new BadArgumentsException("rehearse 尚未接入"),
    Verify = _ => throw new BadArgumentsException("verify 尚未接入"),
};
return await commands.RunAsync(args, Console.Out, Console.Error);
