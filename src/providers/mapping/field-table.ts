import type { Sensitivity } from '../../canonical/field.js';
import type { MappingContext } from './mapping-context.js';

/** Turns one wire value into a canonical one. Pure; null stands for "the provider says nothing". */
export type Transform = (value: unknown, context: MappingContext) => unknown;

/** Turns several wire values, by the names that the row gives them, into one canonical value. */
export type CombiningTransform = (values: Readonly<Record<string, unknown>>, context: MappingContext) => unknown;

/** Accepted spellings of one wire value as dotted paths, the preferred one first. */
export type Spellings = readonly [string, ...string[]];

/** Canonical path ← wire value. */
export interface ValueRow {
  readonly to: string;
  readonly from: Spellings;
  readonly transform: Transform;
  readonly sensitivity: Sensitivity;
  /** Why card data is not searched in this value. */
  readonly cardNumberAllowed?: (value: string) => boolean;
}

/** Canonical path ← several wire values together. */
export interface CombinedRow {
  readonly to: string;
  readonly fromAll: Readonly<Record<string, Spellings>>;
  readonly transform: CombiningTransform;
  readonly sensitivity: Sensitivity;
  /** For states: a value that cannot be read must not count as one that is absent. */
  readonly strict?: boolean;
}

/** Canonical path ← something that is true for every record of the provider. */
export interface ConstantRow {
  readonly to: string;
  readonly constant: unknown;
  readonly because: string;
}

/** Canonical list ← at most one record, made of the same wire object. */
export interface SingleRow {
  readonly to: string;
  readonly single: FieldTable;
}

/** Canonical list ← wire list, item by item. */
export interface ItemsRow {
  readonly to: string;
  readonly from: Spellings;
  readonly items: FieldTable;
}

/** A wire value that has no place in the canonical model, and why. */
export interface DroppedRow {
  readonly from: Spellings;
  readonly dropped: string;
  readonly sensitivity: Sensitivity;
}

export type FieldRow = ValueRow | CombinedRow | ConstantRow | SingleRow | ItemsRow | DroppedRow;

/**
 * Everything a provider's record has, and where it goes. The mapper, the field map of the provider's README, log
 * redaction and the tests are all made from it.
 */
export type FieldTable = readonly FieldRow[];

/** Every wire path that a table knows, with its sensitivity; items of lists appear below `<list>[]`. */
export function wirePathsOf(table: FieldTable, prefix = ''): { path: string; sensitivity: Sensitivity }[] {
  return table.flatMap((row) => {
    if ('constant' in row) return [];
    if ('single' in row) return wirePathsOf(row.single, prefix);
    if ('items' in row) return row.from.flatMap((path) => wirePathsOf(row.items, `${prefix}${path}[].`));
    const paths = 'fromAll' in row ? Object.values(row.fromAll).flat() : row.from;
    return paths.map((path) => ({ path: prefix + path, sensitivity: row.sensitivity }));
  });
}
