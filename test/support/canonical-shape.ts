import { expect } from '@jest/globals';
import { fieldsOf, shapeOf, type Field, type Shape } from '../../src/canonical/field.js';

const FORMS: Readonly<Record<string, RegExp>> = {
  string: /\S/,
  instant: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  country: /^[A-Z]{2}$/,
  currency: /^[A-Z]{3}$/,
  url: /^https?:\/\//,
};

/** Checks a value against a canonical shape: every field there and none more, each of its type, form and enum. */
export function expectCanonical(shape: Shape, value: unknown): void {
  expect(faultsOf(shape, value, '')).toEqual([]);
}

function faultsOf(shape: Shape, value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path} is not an object`];
  const record = value as Record<string, unknown>;
  const fields = allFieldsOf(shape);
  const extra = Object.keys(record).filter((name) => !fields.has(name));
  return [
    ...extra.map((name) => `${path}/${name} is not in the model`),
    ...[...fields.values()].flatMap((field) => faultsOfField(field, record, `${path}/${field.name}`)),
  ];
}

/** Own fields and those of the classes above. */
function allFieldsOf(shape: Shape): ReadonlyMap<string, Field> {
  const above = Object.getPrototypeOf(shape) as Shape;
  return new Map([...(above.name === '' ? [] : allFieldsOf(above)), ...fieldsOf(shape)]);
}

function faultsOfField(field: Field, record: Record<string, unknown>, path: string): string[] {
  if (!Object.hasOwn(record, field.name)) return field.optional ? [] : [`${path} is missing`];
  const value = record[field.name];
  if (!field.array) return faultsOfValue(field, value, path);
  if (!Array.isArray(value)) return [`${path} is not a list`];
  return value.flatMap((item, index) => faultsOfValue({ ...field, nullable: false }, item, `${path}/${index}`));
}

function faultsOfValue(field: Field, value: unknown, path: string): string[] {
  if (value === null) return field.nullable === false ? [`${path} is null`] : [];
  const shape = shapeOf(field);
  if (shape) return faultsOf(shape, value, path);
  if (field.openEnum && !field.openEnum.includes(value as string)) return [`${path} is not in its enum`];
  if (field.is === 'integer') return Number.isSafeInteger(value) ? [] : [`${path} is not an integer`];
  if (field.is === 'boolean') return typeof value === 'boolean' ? [] : [`${path} is not a boolean`];
  if (field.is === 'map') return typeof value === 'object' && !Array.isArray(value) ? [] : [`${path} is not a map`];
  const form = FORMS[field.is as string] ?? /^/;
  // A pointer to the whole of `data` is an empty text.
  const fits = typeof value === 'string' && (form.test(value) || (field.name === 'pointer' && value === ''));
  return fits ? [] : [`${path} is not a ${field.is as string}`];
}
