import type { ConstantRow, FieldTable, WordTable } from '../providers/mapping/field-table.js';
import { operationsOf, type ErrorRow, type ProviderRegistration } from '../providers/provider.js';
import type { CatalogueEntry, CatalogueSummary } from './catalogue.entity.js';
import type { CatalogueError, CatalogueField, CatalogueLeftOut } from './catalogue-parts.entity.js';

type MappedRow = Extract<FieldTable[number], { transform: unknown }>;

/** What the list of providers says of one. */
export function toCatalogueSummary(registration: ProviderRegistration): CatalogueSummary {
  const { name, title, summary, adapter, tables } = registration;
  return {
    name,
    title,
    summary,
    operations: operationsOf(adapter),
    limits: tables.limits.map(({ wireName, ...limit }) => ({ ...limit, providerField: wireName })),
    serviceLimits: [...tables.serviceLimits],
    quirks: [...tables.quirks],
    inferred: [...tables.inferred],
    circuit: { state: 'none' },
  };
}

/** Everything that is known of a provider, made from its tables: for the catalogue and for `docs/providers.md`. */
export function toCatalogueEntry(registration: ProviderRegistration): CatalogueEntry {
  const { fields, errors } = registration.tables;
  const records = Object.entries(fields);
  return {
    ...toCatalogueSummary(registration),
    fields: records.flatMap(([record, table]) => fieldsOfTable(record, table)),
    leftOut: records.flatMap(([record, table]) => leftOutOf(record, table)),
    errors: errors.map(toError),
  };
}

function fieldsOfTable(record: string, table: FieldTable, prefix = '', wirePrefix = ''): CatalogueField[] {
  return table.flatMap((row): CatalogueField[] => {
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

function constantField(record: string, field: string, row: ConstantRow): CatalogueField {
  return {
    record,
    field,
    providerFields: [],
    rule: 'constant',
    sensitivity: 'public',
    certainty: row.certainty ?? 'documented',
    meanings: [],
    note: `always \`${String(row.constant)}\`: ${row.because}`,
  };
}

function toField(record: string, row: MappedRow, field: string, wirePrefix: string): CatalogueField {
  const paths = 'fromAll' in row ? Object.values(row.fromAll).flat() : row.from;
  const providerFields = paths.map((path) => wirePrefix + path);
  return { record, field, providerFields, ...factsOf(row), meanings: meaningsOf(row.words ?? wordsOf(row.transform)) };
}

function partsOf(record: string, row: MappedRow, field: string, wirePrefix: string): CatalogueField[] {
  const parts = 'parts' in row ? (row.parts ?? []) : [];
  return [...Map.groupBy(parts, ({ to }) => to)].map(([to, group]) => {
    const providerFields = group.map(({ from }) => wirePrefix + from);
    return { record, field: `${field}.${to}`, providerFields, ...factsOf(row), meanings: meaningsOf(group[0]?.words) };
  });
}

function factsOf(row: MappedRow) {
  const { transform, sensitivity, certainty = 'documented' } = row;
  return { rule: transform.name, sensitivity, certainty, note: null };
}

function leftOutOf(record: string, table: FieldTable, wirePrefix = ''): CatalogueLeftOut[] {
  return table.flatMap((row): CatalogueLeftOut[] => {
    if ('single' in row) return leftOutOf(record, row.single, wirePrefix);
    if ('items' in row) return leftOutOf(record, row.items, `${wirePrefix}${row.from[0]}[].`);
    if (!('dropped' in row)) return [];
    return [{ record, providerFields: row.from.map((path) => wirePrefix + path), reason: row.dropped }];
  });
}

function toError({ status, words, operations, code, pointer, certainty }: ErrorRow): CatalogueError {
  return {
    httpStatus: status ?? null,
    words: words?.source ?? null,
    operations: [...(operations ?? [])],
    code,
    pointer: pointer ?? null,
    certainty,
  };
}

function meaningsOf(words: WordTable | undefined) {
  return Object.entries(words?.table ?? {}).map(([word, meaning]) => ({
    word,
    meaning,
    certainty: words?.inferred.has(word) ? 'inferred' : 'documented',
  }));
}

function wordsOf(transform: object): WordTable | undefined {
  return 'table' in transform && 'inferred' in transform ? (transform as WordTable) : undefined;
}
