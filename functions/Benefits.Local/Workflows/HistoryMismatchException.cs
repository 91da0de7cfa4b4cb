namespace Benefits.Local.Workflows;

/// <summary>A history does not fit the workflow's code: the code was changed under a running instance, or is not the same on every run. Nothing is lost; the instance stands still until code that fits is back.</summary>
internal sealed class HistoryMismatchException(string message, Exception? inner = null) : Exception(message, inner);
