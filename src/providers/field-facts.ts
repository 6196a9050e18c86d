import type { Certainty, ConstantRow, FieldTable, WordTable } from './mapping/field-table.js';
import type { ProviderTables } from './provider.js';

/** A word of a provider, what it becomes, and whether a document states that. */
export interface Meaning {
  readonly word: string;
  readonly meaning: string;
  readonly certainty: Certainty;
}

/** A canonical field that a provider can fill, out of which of its values, and how sure that is. */
export interface FieldFacts {
  /** Name of the record in the provider’s tables. */
  readonly record: string;
  /** Dotted canonical path, `[]` behind a list. */
  readonly field: string;
  /** Dotted wire paths; empty for a constant. */
  readonly providerFields: string[];
  /** Those of them that no current document of the provider has. */
  readonly undocumentedFields: string[];
  /** Name of the transform, or `constant`. */
  readonly rule: string;
  readonly sensitivity: string;
  readonly certainty: Certainty;
  readonly meanings: Meaning[];
  /** Why a constant is what it is. */
  readonly note: string | null;
}

/** Wire values that are known and have no place in the model. */
export interface LeftOutFacts {
  readonly record: string;
  readonly providerFields: string[];
  readonly reason: string;
}

type MappedRow = Extract<FieldTable[number], { transform: unknown }>;

/** Every canonical field that the field tables fill, in their order. */
export function fieldFacts({ fields }: Pick<ProviderTables, 'fields'>): FieldFacts[] {
  return Object.entries(fields).flatMap(([record, table]) => fieldsOfTable(record, table));
}

/** Every wire value that the field tables leave out, with the reason. */
export function leftOutFacts({ fields }: Pick<ProviderTables, 'fields'>): LeftOutFacts[] {
  return Object.entries(fields).flatMap(([record, table]) => leftOutOf(record, table));
}

function fieldsOfTable(record: string, table: FieldTable, prefix = '', wirePrefix = ''): FieldFacts[] {
  return table.flatMap((row): FieldFacts[] => {
    if ('dropped' in row) return [];
    const field = prefix + row.to;
    if ('constant' in row) {
      return [constantField(record, field, row)];
    }
    if ('single' in row) return fieldsOfTable(record, row.single, `${field}[].`, wirePrefix);
    if ('items' in row) return fieldsOfTable(record, row.items, `${field}[].`, `${wirePrefix}${row.from[0]}[].`);
    return [toField(record, row, field, wirePrefix), ...partsOf(record, row, field, wirePrefix)];
  });
}

function constantField(record: string, field: string, row: ConstantRow): FieldFacts {
  return {
    record,
    field,
    providerFields: [],
    undocumentedFields: [],
    rule: 'constant',
    sensitivity: 'public',
    certainty: row.certainty ?? 'documented',
    meanings: [],
    note: `always \`${String(row.constant)}\`: ${row.because}`,
  };
}

function toField(record: string, row: MappedRow, field: string, wirePrefix: string): FieldFacts {
  const paths = 'fromAll' in row ? Object.values(row.fromAll).flat() : row.from;
  const providerFields = paths.map((path) => wirePrefix + path);
  return {
    record,
    field,
    providerFields,
    ...factsOf(row, wirePrefix),
    meanings: meaningsOf(row.words ?? wordsOf(row.transform)),
  };
}

function partsOf(record: string, row: MappedRow, field: string, wirePrefix: string): FieldFacts[] {
  const parts = 'parts' in row ? (row.parts ?? []) : [];
  return [...Map.groupBy(parts, ({ to }) => to)].map(([to, group]) => {
    const providerFields = group.map(({ from }) => wirePrefix + from);
    return {
      record,
      field: `${field}.${to}`,
      providerFields,
      ...factsOf(row, wirePrefix),
      meanings: meaningsOf(group[0]?.words),
    };
  });
}

function factsOf(
  { transform, sensitivity, certainty = 'documented', undocumented = [] }: MappedRow,
  wirePrefix: string,
) {
  const undocumentedFields = undocumented.map((path) => wirePrefix + path);
  return { undocumentedFields, rule: transform.name, sensitivity, certainty, note: null };
}

function leftOutOf(record: string, table: FieldTable, wirePrefix = ''): LeftOutFacts[] {
  return table.flatMap((row): LeftOutFacts[] => {
    if ('single' in row) return leftOutOf(record, row.single, wirePrefix);
    if ('items' in row) return leftOutOf(record, row.items, `${wirePrefix}${row.from[0]}[].`);
    if (!('dropped' in row)) return [];
    return [{ record, providerFields: row.from.map((path) => wirePrefix + path), reason: row.dropped }];
  });
}

function meaningsOf(words: WordTable | undefined): Meaning[] {
  return Object.entries(words?.table ?? {}).map(([word, meaning]) => ({
    word,
    meaning,
    certainty: words?.inferred.has(word) ? 'inferred' : 'documented',
  }));
}

function wordsOf(transform: object): WordTable | undefined {
  return 'table' in transform && 'inferred' in transform ? (transform as WordTable) : undefined;
}
