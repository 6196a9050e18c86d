import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import currencies from 'currency-codes';
import countries from 'i18n-iso-countries';
import { isPossiblePhoneNumber } from 'libphonenumber-js/max';
import { token } from './document-reader.js';

const ID = 'document';

/**
 * Checks values against the schemas of an OpenAPI document. Its copy of them is stricter than the document: an object
 * with named properties has no others, so that nothing is answered that is not documented.
 */
export class SchemaChecker {
  private readonly ajv: Ajv2020;
  /** Header values are text; numbers in them are read as such. */
  private readonly coercing: Ajv2020;
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(document: object) {
    const closed = close(document) as object;
    this.ajv = create(closed, false);
    this.coercing = create(closed, true);
  }

  /** What is wrong with a value, by the schema that a pointer into the document leads to. */
  faults(pointer: string, value: unknown, text = false): string[] {
    const validate = this.validatorOf(pointer, text);
    // A text is only converted inside of something.
    if (validate({ value })) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      return `${instancePath.slice('/value'.length) || 'value'} ${message} ${JSON.stringify(params)}`;
    });
  }

  /** Where a value is wrong, as JSON pointers; a field that is missing or not known counts as its own place. */
  places(pointer: string, value: unknown): string[] {
    const validate = this.validatorOf(pointer, false);
    if (validate({ value })) return [];
    return (validate.errors ?? []).map(({ instancePath, params }) => {
      const field = (params as Record<string, string>)['missingProperty'] ?? params['additionalProperty'];
      return instancePath.slice('/value'.length) + (field === undefined ? '' : `/${token(field)}`);
    });
  }

  private validatorOf(pointer: string, text: boolean): ValidateFunction {
    const key = `${text}${pointer}`;
    const known = this.compiled.get(key);
    if (known) return known;
    const schema = { type: 'object', properties: { value: { $ref: `${ID}${encodeURI(pointer)}` } } };
    const validate = (text ? this.coercing : this.ajv).compile(schema);
    this.compiled.set(key, validate);
    return validate;
  }
}

function create(document: object, coerceTypes: boolean): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true, coerceTypes, validateSchema: false });
  return withFormats(ajv).addSchema(document, ID);
}

/** A checker that knows the formats of our schemas, those included that no pattern can state. */
export function withFormats(ajv: Ajv2020): Ajv2020 {
  addFormats.default(ajv);
  ajv.addFormat('e164', (text: string) => isPossiblePhoneNumber(text));
  // XK is in use and in the library, but not in ISO 3166-1.
  ajv.addFormat('iso-3166-1-alpha-2', (text: string) => countries.isValid(text) && text.length === 2 && text !== 'XK');
  return ajv.addFormat('iso-4217', (text: string) => currencies.codes().includes(text));
}

function close(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => close(item));
  if (typeof value !== 'object' || value === null) return value;
  if (key === 'example' || key === 'examples') return value;
  const copy = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, close(item, name)]));
  const isShape = typeof copy['properties'] === 'object' && copy['type'] !== undefined;
  return isShape ? { additionalProperties: false, ...copy } : copy;
}
