import type { FieldTable, Spellings, WireType } from './field-table.js';
import { inspectObject, type ExpectedObject, type ExpectedValue, type Inspection } from './inspect-record.js';

/** One value of the envelope around records, which no field table knows. */
export interface EnvelopeValue {
  /** Dotted wire path. */
  readonly path: string;
  /** Null for any type. */
  readonly wireType: WireType | null;
  /** True when every documented form of the envelope has it. */
  readonly promised?: true;
}

/** Turns a field table into an inspection, once at start. */
export function compileInspection(table: FieldTable): Inspection {
  const root = newObject('');
  addTable(root, table, '');
  return (wire, report) => void inspectObject(root, wire, report);
}

/** Turns the values of an envelope into an inspection, once at start. What is inside the records is none of its business. */
export function compileEnvelopeInspection(values: readonly EnvelopeValue[]): Inspection {
  const root = newObject('');
  for (const { path, wireType } of values) add(root, path, wireType);
  for (const value of values) promise(root, value, [value.path], '');
  return (wire, report) => void inspectObject(root, wire, report);
}

/** The block that describes the pages of a list, in the words that Cartevo and SpherePay share. */
export function pageValues(block: string, { promised }: Pick<EnvelopeValue, 'promised'> = {}): EnvelopeValue[] {
  const counts = ['page', 'limit', 'total', 'totalPages'].map((name) => ({ name, wireType: 'number' }) as const);
  const flags = ['hasNext', 'hasPrevious'].map((name) => ({ name, wireType: 'boolean' }) as const);
  return [
    ...[...counts, ...flags].map(({ name, wireType }) => ({ path: `${block}.${name}`, wireType })),
    ...(promised ? [{ path: `${block}.total`, wireType: 'number', promised } as const] : []),
  ];
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
