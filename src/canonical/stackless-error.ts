/**
 * An error that is an answer, not a fault: what matters is in its members, and whoever is under load throws thousands.
 * It has no stack, which costs more to take down than all the rest of it; its cause keeps its own.
 */
export class StacklessError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, options);
    Error.stackTraceLimit = stackTraceLimit;
  }
}
