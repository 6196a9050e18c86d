import { ExactNumber } from '../../platform/http/exact-numbers.js';
import { containsCardToken } from '../../platform/privacy/card-data.js';
import type { WireType } from './field-table.js';
import { isWireObject, type WireObject } from './wire-value.js';

export const DIFFERENCE_KINDS = ['new_key', 'missing_key', 'type_changed', 'new_value', 'unreadable_value'] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** One way in which a wire record departs from its field table. Holds names and types, never a value. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Dotted wire path, `[]` behind a list. */
  readonly path: string;
  /** JSON type by the field table. */
  readonly expected: string | null;
  /** JSON type that was sent. */
  readonly seen: string | null;
}

/** Takes a difference; false when it wants no more of them. */
export type DifferenceReport = (difference: Difference) => boolean;

/** Reports how a wire record differs from its table in keys and types; words and formats show while it is mapped. */
export type Inspection = (wire: WireObject, report: DifferenceReport) => void;

const PLAIN_NAME = /^[A-Za-z_$][\w$-]{0,63}$/;
// Names of fields hold a digit or two; telephone, account and card numbers hold many.
const MANY_DIGITS = /\d(?:\D*\d){4}/;
const TOKEN_START = /eyJ[A-Za-z0-9]/;
// More strange keys in one object are a map that is keyed by values.
const MOST_STRANGE_KEYS = 20;
/** Stands for a key that could itself be a value, such as an address or a number. */
export const UNNAMED_KEY = '*';

/** What is known of one wire value. */
export interface ExpectedValue {
  readonly path: string;
  type: WireType | null;
  /** Null when the inside of the value is nobody’s concern. */
  object: ExpectedObject | null;
  items: ExpectedObject | null;
}

/** What is known of one object of a record. */
export interface ExpectedObject {
  /** Path of the object with a dot behind it; empty for the record itself. */
  readonly prefix: string;
  readonly values: Map<string, ExpectedValue>;
  /** Keys of which one must be there. */
  readonly promised: (readonly string[])[];
}

/** JSON type of a wire value. */
export function wireTypeOf(value: unknown): WireType | 'null' {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof ExactNumber) return 'number';
  return typeof value as WireType;
}

/** The name of a key, or `*` when it could tell more than a name. */
export function plainName(key: string): string {
  const couldBeValue = MANY_DIGITS.test(key) || TOKEN_START.test(key) || containsCardToken(key);
  return PLAIN_NAME.test(key) && !couldBeValue ? key : UNNAMED_KEY;
}

// On the way of every read: no closure, no allocation while nothing differs. False once nobody wants more.
export function inspectObject(expected: ExpectedObject, wire: WireObject, report: DifferenceReport): boolean {
  const { prefix, values, promised } = expected;
  let strange = false;
  for (const key in wire) {
    const value = wire[key];
    const known = values.get(key);
    if (known === undefined) {
      if (!strange && !reportStrangeKeys(expected, wire, report)) return false;
      strange = true;
    } else if (value !== null && (typeof value !== 'string' || known.type !== 'string')) {
      if (!inspectValue(known, value, report)) return false;
    }
  }
  for (const keys of promised) {
    if (!holdsOneOf(wire, keys) && !reportMissing(prefix, values, keys, report)) return false;
  }
  return true;
}

/** Every key that nobody knows; so many of them are a map, whose keys are values themselves. */
function reportStrangeKeys({ prefix, values }: ExpectedObject, wire: WireObject, report: DifferenceReport): boolean {
  const strange = Object.keys(wire).filter((key) => !values.has(key));
  const isMap = strange.length > MOST_STRANGE_KEYS;
  for (const key of isMap ? strange.slice(0, 1) : strange) {
    const path = prefix + (isMap ? UNNAMED_KEY : plainName(key));
    if (!report({ kind: 'new_key', path, expected: null, seen: wireTypeOf(wire[key]) })) return false;
  }
  return true;
}

function inspectValue({ path, type, object, items }: ExpectedValue, value: unknown, report: DifferenceReport): boolean {
  const seen = wireTypeOf(value);
  if (type !== null && seen !== type) return report({ kind: 'type_changed', path, expected: type, seen });
  if (object !== null) return inspectObject(object, value as WireObject, report);
  return items === null || inspectItems(path, items, value as unknown[], report);
}

function inspectItems(path: string, items: ExpectedObject, list: unknown[], report: DifferenceReport): boolean {
  for (const item of list) {
    const goOn = isWireObject(item)
      ? inspectObject(items, item, report)
      : report({ kind: 'type_changed', path: `${path}[]`, expected: 'object', seen: wireTypeOf(item) });
    if (!goOn) return false;
  }
  return true;
}

function holdsOneOf(wire: WireObject, keys: readonly string[]): boolean {
  for (const key of keys) if (wire[key] !== undefined) return true;
  return false;
}

function reportMissing(
  prefix: string,
  values: ExpectedObject['values'],
  [key = '']: readonly string[],
  report: DifferenceReport,
): boolean {
  return report({ kind: 'missing_key', path: prefix + key, expected: values.get(key)?.type ?? null, seen: null });
}
