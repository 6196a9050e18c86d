import currencies from 'currency-codes';
import { Phone } from '../../src/canonical/contact.js';
import { Explanation } from '../../src/canonical/explanation.js';
import { fieldsOf, shapeOf, type Field, type Shape } from '../../src/canonical/field.js';
import { Money } from '../../src/canonical/money.js';
import { Warning } from '../../src/canonical/response.js';
import { isAlpha2 } from '../../src/providers/mapping/countries.js';
import { isCalendarDay } from '../../src/providers/mapping/dates.js';

type Values = Readonly<Record<string, unknown>>;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const E164 = /^\+[1-9]\d{6,14}$/;

const FORMS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string' && value.trim() !== '' && value.isWellFormed(),
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
  date: (value) => typeof value === 'string' && isCalendarDay(value),
  instant: (value) => typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value)),
  country: (value) => typeof value === 'string' && isAlpha2(value),
  currency: (value) => typeof value === 'string' && currencies.code(value) !== undefined,
  url: (value) => typeof value === 'string' && URL.canParse(value),
  reference: (value) => typeof value === 'string' && value !== '' && URL.canParse(value, 'https://gateway.example'),
  map: (value) => isObject(value) && Object.values(value).every(isPlain),
};

// The JSON pointer of the whole is an empty text.
const WHERE = [fieldsOf(Warning).get('pointer'), fieldsOf(Explanation).get('pointer')];

/** Every field of a shape, those of the classes it extends included. */
export function allFieldsOf(shape: Shape): ReadonlyMap<string, Field> {
  const parent = Object.getPrototypeOf(shape) as Shape | typeof Function.prototype;
  const inherited = parent === Function.prototype ? [] : [...allFieldsOf(parent as Shape)];
  return new Map([...inherited, ...fieldsOf(shape)]);
}

/** Everything by which a value of an answer departs from its canonical shape, by place; empty when it conforms. */
export function shapeFaults(value: unknown, shape: Shape, at = ''): string[] {
  if (!isObject(value)) return [`${at} is not an object`];
  const fields = allFieldsOf(shape);
  return [
    ...Object.keys(value).flatMap((key) => (fields.has(key) ? [] : [`${at}/${key} is not in ${shape.name}`])),
    ...[...fields.values()].flatMap((field) => fieldFaults(value, field, `${at}/${field.name}`)),
    ...specialFaults(value, shape, at),
  ];
}

/** What is wrong with one value of a field (not its list), by the declaration of the field. */
export function valueFaults(value: unknown, field: Field, at: string): string[] {
  const shape = shapeOf(field);
  if (shape) return shapeFaults(value, shape, at);
  if (!FORMS[String(field.is)]?.(value)) return [`${at} is not of the kind ${String(field.is)}`];
  if (field.openEnum && !field.openEnum.includes(String(value))) return [`${at} is not a known value`];
  return [];
}

function fieldFaults(values: Values, field: Field, at: string): string[] {
  if (!(field.name in values)) return field.optional ? [] : [`${at} is missing`];
  const value = values[field.name];
  if (field.array) {
    if (!Array.isArray(value)) return [`${at} is not a list`];
    return value.flatMap((item, index) => valueFaults(item, field, `${at}/${index}`));
  }
  if (value === null) return field.nullable === false ? [`${at} is null`] : [];
  if (value === '' && WHERE.includes(field)) return [];
  const empty = shapeOf(field) && field.nullable !== false && isObject(value) && Object.values(value).every(isNothing);
  return empty ? [`${at} holds nothing and is not null`] : valueFaults(value, field, at);
}

/** Rules about the values of a shape that no single field can state. */
function specialFaults(values: Values, shape: Shape, at: string): string[] {
  if (shape === Phone) {
    const number = values['e164'];
    return number === null || (typeof number === 'string' && E164.test(number)) ? [] : [`${at}/e164 is not E.164`];
  }
  if (shape === Money) {
    const digits = currencies.code(String(values['currency']))?.digits;
    return digits === values['exponent'] ? [] : [`${at}/exponent is not that of ISO 4217`];
  }
  return [];
}

/** Dotted paths of everything that a canonical value says; items of lists count as one. */
export function filledPaths(value: unknown, shape: Shape, prefix = ''): string[] {
  if (!isObject(value)) return [];
  return [...allFieldsOf(shape).values()].flatMap((field) => {
    const path = prefix + field.name;
    const said = [value[field.name]].flat().filter((item) => !isNothing(item));
    const nested = shapeOf(field);
    if (said.length === 0) return [];
    return [path, ...(nested ? said.flatMap((item) => filledPaths(item, nested, `${path}.`)) : [])];
  });
}

/** The declaration behind a dotted path, or null when the shape has no such field. */
export function fieldAt(shape: Shape, path: string): Field | null {
  const [name = '', ...rest] = path.split('.');
  const field = allFieldsOf(shape).get(name) ?? null;
  if (field === null || rest.length === 0) return field;
  const nested = shapeOf(field);
  return nested && fieldAt(nested, rest.join('.'));
}

/** Why a JSON pointer does not lead into a value: every step but the last must exist, unless a null ends the way. */
export function pointerFault(value: unknown, pointer: string): string | null {
  if (pointer !== '' && !pointer.startsWith('/')) return `${pointer} is not a JSON pointer`;
  const tokens = pointer.split('/').slice(1);
  let here = value;
  for (const [index, token] of tokens.entries()) {
    if (here === null) return null;
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof here !== 'object') return `${pointer} goes through a plain value`;
    if (!(key in (here as object)) && index < tokens.length - 1) return `${pointer} leads nowhere`;
    here = (here as Values)[key];
  }
  return null;
}

export function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPlain(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);
}
