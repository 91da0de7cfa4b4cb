namespace Benefits.Workflows;

/// <summary>A fault that trying again cannot mend. Thrown by a step it is not retried: the workflow gets it from its call, and fails unless it catches it. The message is kept as history: nothing personal.</summary>
public sealed class WorkflowFaultException(string message, Exception? inner = null) : Exception(message, inner);
