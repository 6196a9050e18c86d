import type { Sensitivity } from '../../canonical/field.js';
import type { MappingContext } from './mapping-context.js';

/** Turns one wire value into a canonical one. Pure; null stands for "the provider says nothing". */
export interface Transform {
  (value: unknown, context: MappingContext): unknown;
  /** Whether the canonical value says less than a wire value that was understood. */
  readonly loses?: (value: unknown) => boolean;
}

/** Turns several wire values, by the names that the row gives them, into one canonical value. */
export interface CombiningTransform {
  (values: Readonly<Record<string, unknown>>, context: MappingContext): unknown;
  /** Where it chooses: the names of the values that it takes, at least one, in view of the finished record. */
  readonly uses?: (values: Readonly<Record<string, unknown>>, data: unknown) => readonly string[];
}

/** Accepted spellings of one wire value as dotted paths, the preferred one first. */
export type Spellings = readonly [string, ...string[]];

/** Where a fact about a provider comes from: its documents, or our reading of them. */
export type Certainty = 'documented' | 'inferred';

/** JSON type of a wire value by the provider’s documents. */
export type WireType = 'string' | 'number' | 'boolean' | 'object' | 'array';

/** What the provider’s documents say of the wire values of a row, beside their names. */
export interface WireFacts {
  /** True when every documented form of the record has the value: its absence is then a change of the provider. */
  readonly promised?: true;
  /** Whether the meaning of the value is documented (the default) or inferred. */
  readonly certainty?: Certainty;
  /** Words that are understood, where the transform does not say so itself. */
  readonly words?: WordTable;
  /** Wire paths of the row that no current document has: older servers, or the names of the request. */
  readonly undocumented?: readonly string[];
}

/** Canonical path ← wire value. */
export interface ValueRow extends WireFacts {
  readonly to: string;
  readonly from: Spellings;
  readonly transform: Transform;
  readonly sensitivity: Sensitivity;
  /** `string` unless said. */
  readonly wireType?: WireType;
  /** Why card data is not searched in this value. */
  readonly cardNumberAllowed?: (value: string) => boolean;
}

/** A part of a wire value that the transform of its row takes apart by itself. */
export interface PartRow {
  /** Canonical path below that of the row, `[]` behind a list: `profiles[].status`. */
  readonly to: string;
  /** Whole wire path, `[]` behind a list: `verificationProfiles[].status`. */
  readonly from: string;
  /** `string` unless said. */
  readonly wireType?: WireType;
  /** Words that are understood, with their meanings. */
  readonly words?: WordTable;
}

/** The words of an open enum and what each means. */
export interface WordTable {
  readonly table: Readonly<Record<string, string>>;
  /** Words whose meaning no document states. */
  readonly inferred: ReadonlySet<string>;
}

/** Canonical path ← several wire values together. */
export interface CombinedRow extends WireFacts {
  readonly to: string;
  readonly fromAll: Readonly<Record<string, Spellings>>;
  readonly transform: CombiningTransform;
  readonly sensitivity: Sensitivity;
  /** For states: a value that cannot be read must not count as one that is absent. */
  readonly strict?: boolean;
  /** JSON types by the names of `fromAll`; `string` unless said. */
  readonly wireTypes?: Readonly<Record<string, WireType>>;
  readonly parts?: readonly PartRow[];
}

/** Canonical path ← something that is true for every record of the provider. */
export interface ConstantRow {
  readonly to: string;
  readonly constant: unknown;
  readonly because: string;
  readonly certainty?: Certainty;
}

/** Canonical list ← at most one record, made of the same wire object. */
export interface SingleRow {
  readonly to: string;
  readonly single: FieldTable;
}

/** Canonical list ← wire list, item by item. */
export interface ItemsRow extends WireFacts {
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
