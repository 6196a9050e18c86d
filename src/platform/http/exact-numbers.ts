/** A number whose exact text was kept, because a double cannot hold it. */
export class ExactNumber {
  constructor(readonly source: string) {}
}

// A double gives back up to 15 significant digits as they were written; only longer numbers need their source.
const LONG_NUMBER = /[:[,]\s*-?(?:[\d.]{16}|[\d.]+[eE])/;

/** True when the text may hold a number that a double would change. */
export function holdsLongNumber(json: string): boolean {
  return LONG_NUMBER.test(json);
}

/** A JSON reviver that keeps the source text of every number that a double would change. */
export function exactNumbers(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  const { source } = context;
  return source === String(value) || /^-?\d{1,15}(?:\.0*)?$/.test(source) ? value : new ExactNumber(source);
}
