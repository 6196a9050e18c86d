import { createHash } from 'node:crypto';
import type { Scenario } from './scenarios.js';

/** A record as the provider's JSON spells it. */
export type WireRecord = Readonly<Record<string, unknown>>;

/** How one kind of record shows the scenarios that change a record. */
export interface RecordVariants {
  readonly idKey: string;
  /** A value that the provider's documents do not list. */
  newEnumValue(record: WireRecord): WireRecord;
  /** The given clear card number where a mask or free text belongs. */
  cardNumberLeak(record: WireRecord, cardNumber: string): WireRecord;
  /** The outcome of identity verification in the provider's own words. */
  kyc?(record: WireRecord, decision: string): WireRecord;
}

const UNKNOWN_FIELDS: WireRecord = {
  beta_feature_flags: { early_access: true },
  internalScore: 0.73,
  labels: ['added-last-week'],
};

/** The record as the scenario wants it seen; what is stored does not change. */
export function showRecord(record: WireRecord, scenario: Scenario | null, variants: RecordVariants): WireRecord {
  switch (scenario?.name) {
    case 'missing-blocks':
      return { [variants.idKey]: record[variants.idKey] };
    case 'extra-fields':
      return { ...record, ...UNKNOWN_FIELDS };
    case 'renamed-field':
      return withRenamedText(record, variants.idKey);
    case 'changed-types':
      return withChangedTypes(record, variants.idKey);
    case 'new-enum-value':
      return variants.newEnumValue(record);
    case 'card-number-leak':
      return variants.cardNumberLeak(record, testCardNumber());
    case 'kyc':
      return variants.kyc?.(record, scenario.argument ?? '') ?? record;
    default:
      return record;
  }
}

/** The first text beside the id under another name. */
function withRenamedText(record: WireRecord, idKey: string): WireRecord {
  const renamed = firstTextOf(record, idKey);
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key === renamed ? `${key}_v2` : key, value]));
}

/** Numbers and flags as text; in a record without any, its first text beside the id as a number. */
function withChangedTypes(record: WireRecord, idKey: string): WireRecord {
  const changed = asText(record) as WireRecord;
  if (JSON.stringify(changed) !== JSON.stringify(record)) return changed;
  const key = firstTextOf(record, idKey);
  return key === undefined ? record : { ...record, [key]: 1 };
}

function asText(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(asText);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asText(item)]));
}

function firstTextOf(record: WireRecord, idKey: string): string | undefined {
  return Object.keys(record).find((key) => key !== idKey && typeof record[key] === 'string');
}

/** The record found, or a different one under scenario `wrong-record`. */
export function chooseRecord<T>(found: T, all: Iterable<T>, scenario: Scenario | null): T {
  if (scenario?.name !== 'wrong-record') return found;
  for (const other of all) if (other !== found) return other;
  return found;
}

/** The best-known test card number, assembled so that no source file holds a whole one. */
export function testCardNumber(): string {
  return `4${'1'.repeat(15)}`;
}

/** 32 lower-case hexadecimal digits that depend on the seed alone. */
export function seededHex(seed: string): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, 32);
}

/** A version 4 shaped UUID that depends on the seed alone. */
export function seededUuid(seed: string): string {
  const hex = seededHex(seed);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}
