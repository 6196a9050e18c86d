import type { Warning } from '../../canonical/response.js';

/**
 * A warning for every field of a body that its provider cannot take. `patterns` are pointers of such fields, with `*` for
 * the places of a list.
 */
export function notSentWarnings(body: object, patterns: readonly string[]): Warning[] {
  return patterns
    .flatMap((pattern) => given(body, pattern.slice(1).split('/'), ''))
    .map((pointer) => ({
      code: 'field_not_sent' as const,
      pointer,
      detail: 'the provider has no place for this field; it was not sent',
    }));
}

function given(value: unknown, [name, ...rest]: readonly string[], pointer: string): string[] {
  if (value === undefined) return [];
  if (name === undefined) return [pointer];
  if (typeof value !== 'object' || value === null) return [];
  if (name === '*') return Object.entries(value).flatMap(([index, item]) => given(item, rest, `${pointer}/${index}`));
  return given((value as Record<string, unknown>)[name], rest, `${pointer}/${name}`);
}
