import { Customer } from '../canonical/customer.js';
import { fieldsOf, shapeOf, type Shape } from '../canonical/field.js';

/** Pointers of the fields that only `include=sensitive` shows; items of arrays as `*`. */
export function sensitiveFieldNames(shape: Shape = Customer, pointer = ''): string[] {
  return [...fieldsOf(shape).values()].flatMap((field) => {
    const at = `${pointer}/${field.name}${field.array ? '/*' : ''}`;
    const inner = shapeOf(field);
    if (inner) return sensitiveFieldNames(inner, at);
    return field.sensitivity === 'sensitive' ? [at] : [];
  });
}

const SENSITIVE = sensitiveFieldNames().map((pointer) => ({ pointer, path: pointer.split('/').slice(1) }));

/** Pointers of the sensitive fields of which a record, or one of a list of records, holds a value. */
export function sensitiveFieldsIn(data: unknown): string[] {
  const records = Array.isArray(data) ? data : [data];
  return SENSITIVE.filter(({ path }) => records.some((record) => holds(record, path))).map(({ pointer }) => pointer);
}

function holds(value: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return value !== null && value !== undefined;
  if (key === '*') return Array.isArray(value) && value.some((item) => holds(item, rest));
  return typeof value === 'object' && value !== null && holds((value as Record<string, unknown>)[key], rest);
}
