import type { FieldTable } from './field-table.js';
import { isBlank, type WireObject } from './wire-value.js';

/** The wire path behind a canonical pointer of a record, for people: `type`, or `balance + currency`. */
export type WirePathFinder = (pointer: string, wire: WireObject) => string;

interface Origin {
  /** Canonical path with `[]` behind lists. */
  readonly to: string;
  /** One group of spellings for each value that goes in. */
  readonly from: readonly (readonly string[])[];
}

/** Turns a field table into a finder of wire paths, once at start. A pointer that no row knows gives an empty path. */
export function compileWirePaths(table: FieldTable): WirePathFinder {
  const origins = originsOf(table, '', '').sort((one, other) => other.to.length - one.to.length);
  return (pointer, wire) => {
    const path = pointer
      .slice(1)
      .replace(/\/\d+(?=\/|$)/g, '[]')
      .replaceAll('/', '.');
    const origin = origins.find(({ to }) => path === to || path.startsWith(`${to}.`) || path.startsWith(`${to}[]`));
    return origin ? origin.from.map((spellings) => spellingSent(spellings, wire)).join(' + ') : '';
  };
}

function originsOf(table: FieldTable, prefix: string, wirePrefix: string): Origin[] {
  return table.flatMap((row): Origin[] => {
    if ('dropped' in row || 'constant' in row) return [];
    const to = prefix + row.to;
    if ('single' in row) return originsOf(row.single, `${to}[].`, wirePrefix);
    const wire = (paths: readonly string[]) => paths.map((path) => wirePrefix + path);
    if ('items' in row) {
      const items = row.from.flatMap((path) => originsOf(row.items, `${to}[].`, `${wirePrefix}${path}[].`));
      return [{ to, from: [wire(row.from)] }, ...items];
    }
    if ('from' in row) return [{ to, from: [wire(row.from)] }];
    const parts = Map.groupBy(row.parts ?? [], (part) => part.to);
    return [
      { to, from: Object.values(row.fromAll).map(wire) },
      ...[...parts].map(([below, group]) => ({
        to: `${to}.${below}`,
        from: [wire([commonPath(group.map(({ from }) => from))])],
      })),
    ];
  });
}

/** The spelling that the record uses; inside lists, where items differ, the preferred one. */
function spellingSent(spellings: readonly string[], wire: WireObject): string {
  const sent = spellings.find((path) => !path.includes('[]') && !isBlank(valueAt(wire, path)));
  return sent ?? spellings[0] ?? '';
}

/** What several wire paths begin with. */
function commonPath([first = '', ...others]: readonly string[]): string {
  const names = first.split('.');
  const differs = names.findIndex((name, index) => others.some((other) => other.split('.')[index] !== name));
  return others.length === 0 ? first : names.slice(0, Math.max(differs, 1)).join('.');
}

/** The value at a dotted path, undefined where the way ends. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((here, name) => {
    return typeof here === 'object' && here !== null ? (here as Record<string, unknown>)[name] : undefined;
  }, value);
}
