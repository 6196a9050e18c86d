import { withoutCardData } from '../privacy/card-data.js';

const REDACTED = '[redacted]';
const MAX_DEPTH = 6;
const CREDENTIALS = [
  'authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'x-api-secret',
  'client_key',
  'access_token',
];

/**
 * Cleans everything that goes into a log line: values under a name that the model or a provider's field table calls
 * more than public, credentials, and card data in any text. Names are compared without case.
 */
export class Redaction {
  private readonly names: ReadonlySet<string>;

  constructor(names: Iterable<string>) {
    this.names = new Set([...CREDENTIALS, ...names].map((name) => name.toLowerCase()));
  }

  /** The same fields, cleaned. */
  fields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return this.object(fields, 0);
  }

  private value(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return withoutCardData(value);
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Error) return describeError(value);
    if (depth >= MAX_DEPTH) return '[too deep]';
    if (Array.isArray(value)) return value.map((item) => this.value(item, depth + 1));
    return this.object(value as Record<string, unknown>, depth + 1);
  }

  private object(fields: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
    // Without a prototype, so that no name can reach one.
    const clean = Object.create(null) as Record<string, unknown>;
    for (const name of Object.keys(fields)) {
      clean[name] = this.names.has(name.toLowerCase()) ? REDACTED : this.value(fields[name], depth);
    }
    return clean;
  }
}

/**
 * An error as type, code and place. Its message is left out, since messages of libraries quote input, and none of its
 * own properties are shown: an AxiosError would give away credentials and bodies of both sides.
 */
export function describeError(error: Error): Record<string, unknown> {
  const { code } = error as { code?: unknown };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    errorName: error.name,
    ...(typeof code === 'string' && { errorCode: code }),
    at: frames.slice(0, 12).map((line) => line.trim()),
    ...(error.cause instanceof Error && { cause: describeError(error.cause) }),
  };
}
