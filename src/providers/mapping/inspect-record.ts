import { ExactNumber } from '../../platform/http/exact-numbers.js';
import { containsCardNumber } from '../../platform/privacy/card-data.js';
import type { FieldTable, Spellings, WireType } from './field-table.js';
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
const LONG_DIGITS = /\d{5}/;
/** Stands for a key that could itself be a value, such as an address or a number. */
export const UNNAMED_KEY = '*';

interface ExpectedValue {
  readonly path: string;
  type: WireType | null;
  /** Null when the inside of the value is nobody’s concern. */
  object: ExpectedObject | null;
  items: ExpectedObject | null;
}

interface ExpectedObject {
  /** Path of the object with a dot behind it; empty for the record itself. */
  readonly prefix: string;
  readonly values: Map<string, ExpectedValue>;
  /** Keys of which one must be there. */
  readonly promised: (readonly string[])[];
}

/** Turns a field table into an inspection, once at start. */
export function compileInspection(table: FieldTable): Inspection {
  const root = newObject('');
  addTable(root, table, '');
  return (wire, report) => inspect(root, wire, report);
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
  return PLAIN_NAME.test(key) && !LONG_DIGITS.test(key) && !containsCardNumber(key) ? key : UNNAMED_KEY;
}

// On the way of every read: no closure, no allocation while nothing differs.
function inspect({ prefix, values, promised }: ExpectedObject, wire: WireObject, report: DifferenceReport): void {
  for (const key in wire) {
    const value = wire[key];
    const known = values.get(key);
    if (known === undefined) {
      const path = prefix + plainName(key);
      if (!report({ kind: 'new_key', path, expected: null, seen: wireTypeOf(value) })) return;
    } else if (value !== null && (typeof value !== 'string' || known.type !== 'string')) {
      inspectValue(known, value, report);
    }
  }
  for (const keys of promised) if (!holdsOneOf(wire, keys)) reportMissing(prefix, values, keys, report);
}

function inspectValue({ path, type, object, items }: ExpectedValue, value: unknown, report: DifferenceReport): void {
  const seen = wireTypeOf(value);
  if (type !== null && seen !== type) report({ kind: 'type_changed', path, expected: type, seen });
  else if (object !== null) inspect(object, value as WireObject, report);
  else if (items !== null) {
    for (const item of value as unknown[]) {
      if (isWireObject(item)) inspect(items, item, report);
      else if (!report({ kind: 'type_changed', path: `${path}[]`, expected: 'object', seen: wireTypeOf(item) })) return;
    }
  }
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
): void {
  report({ kind: 'missing_key', path: prefix + key, expected: values.get(key)?.type ?? null, seen: null });
}

function addTable(root: ExpectedObject, table: FieldTable, prefix: string): void {
  for (const row of table) {
    if ('constant' in row) continue;
    if ('single' in row) addTable(root, row.single, prefix);
    else if ('dropped' in row) for (const path of row.from) add(root, prefix + path, null);
    else if ('items' in row) {
      for (const path of row.from) add(root, prefix + path, 'array');
      promise(root, row, row.from, prefix);
      for (const path of row.from) addTable(root, row.items, `${prefix}${path}[].`);
    } else if ('from' in row) {
      for (const path of row.from) add(root, prefix + path, row.wireType ?? 'string');
      promise(root, row, row.from, prefix);
    } else {
      for (const [name, spellings] of Object.entries(row.fromAll)) {
        for (const path of spellings) add(root, prefix + path, row.wireTypes?.[name] ?? 'string');
        promise(root, row, spellings, prefix);
      }
      for (const part of row.parts ?? []) add(root, prefix + part.from, part.wireType ?? 'string');
    }
  }
}

function add(root: ExpectedObject, path: string, type: WireType | null): void {
  const { parent, key } = place(root, path);
  const known = parent.values.get(key);
  if (known === undefined) parent.values.set(key, { path, type, object: null, items: null });
  else if (known.type !== type && !known.object && !known.items) {
    throw new Error(`the wire value ${path} is called ${known.type} and ${type}`);
  }
}

/** A group of spellings is promised where they stand, and with it every object around them. */
function promise(root: ExpectedObject, row: { promised?: true }, spellings: Spellings, prefix: string): void {
  if (!row.promised) return;
  const places = spellings.map((path) => place(root, prefix + path));
  const [first] = places;
  if (!first || places.some(({ parent }) => parent !== first.parent)) {
    throw new Error(`the spellings of ${spellings[0]} stand in different objects, so none can be promised`);
  }
  for (const { owner, key } of first.around) promiseKeys(owner, [key]);
  promiseKeys(
    first.parent,
    places.map(({ key }) => key),
  );
}

function promiseKeys(object: ExpectedObject, keys: readonly string[]): void {
  if (!object.promised.some((other) => other[0] === keys[0])) object.promised.push(keys);
}

/** Where a path leads: the object that holds its last key, made where it is missing, and the way to it. */
function place(root: ExpectedObject, path: string) {
  const segments = path.split('.');
  const key = segments.pop() as string;
  const around: { owner: ExpectedObject; key: string }[] = [];
  let parent = root;
  for (const segment of segments) {
    const name = segment.replace(/\[\]$/, '');
    const list = name !== segment;
    // What is inside an item of a list is promised to the item, not to the record.
    if (list) around.length = 0;
    else around.push({ owner: parent, key: name });
    const value = parent.values.get(name) ?? newValue(parent, name);
    value.type = list ? 'array' : 'object';
    const inside = newObject(`${parent.prefix}${segment}.`);
    parent = list ? (value.items ??= inside) : (value.object ??= inside);
  }
  return { parent, key, around };
}

function newValue(parent: ExpectedObject, name: string): ExpectedValue {
  const value: ExpectedValue = { path: parent.prefix + name, type: null, object: null, items: null };
  parent.values.set(name, value);
  return value;
}

function newObject(prefix: string): ExpectedObject {
  return { prefix, values: new Map(), promised: [] };
}
