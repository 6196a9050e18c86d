import type { Warning } from '../../canonical/response.js';

/**
 * The fields of a body that its provider cannot take. `patterns` are pointers of such fields, with `*` for the places of
 * a list.
 */
export function fieldsNotSent(body: object, patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => given(body, pattern.slice(1).split('/'), ''));
}

/** A warning for each field that is not sent. */
export function notSentWarnings(pointers: readonly string[]): Warning[] {
  return pointers.map((pointer) => ({
    code: 'field_not_sent',
    pointer,
    detail: 'the provider has no place for this field of the request; it is not sent',
  }));
}

function given(value: unknown, [name, ...rest]: readonly string[], pointer: string): string[] {
  if (value === undefined) return [];
  if (name === undefined) return [pointer];
  if (typeof value !== 'object' || value === null) return [];
  if (name === '*') return Object.entries(value).flatMap(([index, item]) => given(item, rest, `${pointer}/${index}`));
  return given((value as Record<string, unknown>)[name], rest, `${pointer}/${name}`);
}
