import { fieldsOf, shapeOf, type Field, type Shape } from '../../canonical/field.js';
import type { CombinedRow, DroppedRow, FieldTable, ItemsRow, SingleRow, ValueRow } from './field-table.js';
import type { MappingContext } from './mapping-context.js';
import { compileSpellings, isWireObject, type WireObject, type WireReader } from './wire-value.js';

/** Maps one wire record to a canonical one. Never throws, whatever the wire object holds. */
export type Mapper<T> = (wire: WireObject, context: MappingContext) => T;

export interface MapperOptions {
  /** False leaves rows of class `sensitive` out: such values are then never even read. */
  readonly includeSensitive: boolean;
}

type Step = (wire: WireObject, context: MappingContext) => unknown;
type TargetRow = Exclude<FieldTable[number], DroppedRow>;

/**
 * Turns a field table into a mapper, once at start. A path that is not in the canonical shape, a path that is given
 * twice and a required field without a row are errors of ours and thrown here.
 */
export function compileMapper<T extends object>(shape: Shape<T>, table: FieldTable, options: MapperOptions): Mapper<T> {
  const rows = new Map<string, TargetRow>();
  for (const row of table) {
    if (!('to' in row)) continue;
    if (rows.has(row.to)) throw new Error(`${shape.name}: two rows for ${row.to}`);
    rows.set(row.to, row);
  }
  const used = new Set<string>();
  const build = compileShape(shape, '', rows, options, used);
  for (const path of rows.keys()) if (!used.has(path)) throw new Error(`${shape.name} has no field ${path}`);
  return (wire, context) => build(wire, context) as T;
}

function compileShape(
  shape: Shape,
  prefix: string,
  rows: ReadonlyMap<string, TargetRow>,
  options: MapperOptions,
  used: Set<string>,
): Step {
  const steps: { name: string; run: Step }[] = [];
  for (const field of fieldsOf(shape).values()) {
    const run = compileField(field, prefix + field.name, rows, options, used);
    if (run) steps.push({ name: field.name, run });
  }
  return (wire, context) => {
    const record: Record<string, unknown> = {};
    for (const step of steps) record[step.name] = step.run(wire, context);
    return record;
  };
}

function compileField(
  field: Field,
  path: string,
  rows: ReadonlyMap<string, TargetRow>,
  options: MapperOptions,
  used: Set<string>,
): Step | null {
  const row = rows.get(path);
  if (row) {
    used.add(path);
    const hidden = 'sensitivity' in row && row.sensitivity === 'sensitive' && !options.includeSensitive;
    if (!hidden) return compileRow(row, field, options);
  }
  const shape = shapeOf(field);
  if (!row && shape && !field.array && [...rows.keys()].some((other) => other.startsWith(`${path}.`))) {
    const build = compileShape(shape, `${path}.`, rows, options, used);
    return field.nullable === false ? build : (wire, context) => nullWhenEmpty(build(wire, context));
  }
  return compileAbsent(field, path);
}

function compileAbsent(field: Field, path: string): Step | null {
  if (field.optional) return null;
  if (field.array) return () => [];
  if (field.is === 'map') return () => ({});
  if (field.nullable === false) throw new Error(`no row for the required field ${path}`);
  return () => null;
}

function compileRow(row: TargetRow, field: Field, options: MapperOptions): Step {
  const pointer = `/${row.to.replaceAll('.', '/')}`;
  if ('constant' in row) return () => row.constant;
  if ('single' in row) return compileSingle(row, field, pointer, options);
  if ('items' in row) return compileItems(row, field, pointer, options);
  return 'fromAll' in row ? compileCombined(row, pointer) : compileValue(row, pointer);
}

function compileValue(row: ValueRow, pointer: string): Step {
  const readers = compileSpellings(row.from, { cardNumberAllowed: row.cardNumberAllowed });
  return (wire, context) => {
    context.pointer = pointer;
    return firstPresent(readers, wire, context, row.transform);
  };
}

/** The first spelling with a meaning counts; another one that says something else gives a warning. */
function firstPresent(
  readers: readonly WireReader[],
  wire: WireObject,
  context: MappingContext,
  transform: ValueRow['transform'],
): unknown {
  if (readers.length === 1) return transform((readers[0] as WireReader)(wire, context), context);
  const present = readers.map((read) => read(wire, context)).filter((value) => value !== null);
  if (present.length < 2) return transform(present[0] ?? null, context);
  const attempts = present.map((value) => attempt(value, context, transform));
  const chosen = attempts.find(({ result }) => !saysNothing(result)) ?? attempts[0];
  context.warnings.push(...(chosen?.warnings ?? []));
  const meanings = new Set(
    attempts.filter(({ result }) => !saysNothing(result)).map(({ result }) => JSON.stringify(result)),
  );
  if (meanings.size > 1) {
    context.warn('conflicting_values', 'the provider sends two different values; the first one is shown');
  }
  return chosen?.result;
}

function attempt(value: unknown, context: MappingContext, transform: ValueRow['transform']) {
  const before = context.warnings.length;
  const result = transform(value, context);
  return { result, warnings: context.warnings.splice(before) };
}

function compileCombined(row: CombinedRow, pointer: string): Step {
  const inputs = Object.entries(row.fromAll).map(([name, spellings]) => ({
    name,
    readers: compileSpellings(spellings, { strict: row.strict }),
  }));
  return (wire, context) => {
    const values: Record<string, unknown> = {};
    for (const { name, readers } of inputs) {
      context.pointer = pointer;
      values[name] = firstPresent(readers, wire, context, (value) => value);
    }
    context.pointer = pointer;
    return row.transform(values, context);
  };
}

function compileSingle(row: SingleRow, field: Field, pointer: string, options: MapperOptions): Step {
  const build = compileMapper(itemShape(field), row.single, options);
  return (wire, context) => {
    const record = nullWhenEmpty(within(context, `${pointer}/0`, () => build(wire, context)));
    return record === null ? [] : [record];
  };
}

function compileItems(row: ItemsRow, field: Field, pointer: string, options: MapperOptions): Step {
  const build = compileMapper(itemShape(field), row.items, options);
  // The items' own rows search their values, each by its own rule.
  const readers = compileSpellings(row.from, { searched: false });
  return (wire, context) => {
    context.pointer = pointer;
    const list = firstPresent(readers, wire, context, (value) => value);
    if (list === null) return [];
    if (!Array.isArray(list)) return context.invalid('a list') ?? [];
    const records: unknown[] = [];
    for (const item of list as unknown[]) {
      context.pointer = pointer;
      if (isWireObject(item)) {
        records.push(within(context, `${pointer}/${records.length}`, () => build(item, context)));
      } else context.invalid('an object in this list');
    }
    return records;
  };
}

function itemShape(field: Field): Shape {
  const shape = shapeOf(field);
  if (!shape || !field.array) throw new Error(`${field.name} is not a list of records`);
  return shape;
}

function within<T>(context: MappingContext, pointer: string, map: () => T): T {
  const outer = context.base;
  context.base = outer + pointer;
  try {
    return map();
  } finally {
    context.base = outer;
  }
}

/** A record whose every value says nothing is null. */
function nullWhenEmpty(record: unknown): unknown {
  for (const value of Object.values(record as object)) if (!saysNothing(value)) return record;
  return null;
}

function saysNothing(value: unknown): boolean {
  return value === null || value === 'unknown' || (Array.isArray(value) && value.length === 0);
}
