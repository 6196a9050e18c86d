import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';

/**
 * How carefully a value must be treated: `public` may be logged; `personal` never leaves the answer it was asked
 * for; `sensitive` is also masked or left out unless the caller may read it and asks; `secret` is never shown.
 */
export type Sensitivity = 'public' | 'personal' | 'sensitive' | 'secret';

/** Sensitivity classes from the least to the most careful. */
export const SENSITIVITIES: readonly Sensitivity[] = ['public', 'personal', 'sensitive', 'secret'];

// A class reference, whatever its constructor takes.
export type Shape<T extends object = object> = abstract new (...args: never[]) => T;

export type FieldKind =
  | 'string'
  | 'integer'
  | 'boolean'
  | 'date'
  | 'instant'
  | 'country'
  | 'currency'
  | 'url'
  | 'reference'
  | 'map'
  | (() => Shape);

export interface FieldOptions {
  readonly is: FieldKind;
  readonly description: string;
  readonly sensitivity: Sensitivity;
  readonly example?: unknown;
  /** An array of `is`; an array is never null, it is empty. */
  readonly array?: boolean;
  /** Default true: null means that the provider says nothing. */
  readonly nullable?: boolean;
  /** The key itself may be absent (values shown only on request). */
  readonly optional?: boolean;
  /** Known values of an open enum: more may come, clients must accept them. */
  readonly openEnum?: readonly string[];
}

export interface Field extends FieldOptions {
  readonly name: string;
}

const fieldsByShape = new WeakMap<object, Map<string, Field>>();

const FORMATS: Partial<Record<string, ApiPropertyOptions>> = {
  string: { type: 'string' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  instant: { type: 'string', format: 'date-time' },
  country: { type: 'string', pattern: '^[A-Z]{2}$' },
  currency: { type: 'string', pattern: '^[A-Z]{3}$' },
  url: { type: 'string', format: 'uri' },
  reference: { type: 'string', format: 'uri-reference' },
  map: { type: 'object', additionalProperties: true },
};

/**
 * Declares one field of a canonical shape: its type for OpenAPI, its meaning and its sensitivity class, in one place.
 */
export function CanonicalField(options: FieldOptions): PropertyDecorator {
  return (prototype, key) => {
    const shape = prototype.constructor;
    const fields = fieldsByShape.get(shape) ?? new Map<string, Field>();
    fields.set(String(key), { ...options, name: String(key) });
    fieldsByShape.set(shape, fields);
    ApiProperty(toApiProperty(options))(prototype, key);
  };
}

/** The declared fields of a canonical shape, in order of declaration. */
export function fieldsOf(shape: Shape): ReadonlyMap<string, Field> {
  const fields = fieldsByShape.get(shape);
  if (!fields) throw new Error(`${shape.name} declares no canonical field`);
  return fields;
}

/** The nested shape of a field, or null for a plain value. */
export function shapeOf(field: Field): Shape | null {
  return typeof field.is === 'function' ? field.is() : null;
}

function toApiProperty(options: FieldOptions): ApiPropertyOptions {
  const { is, openEnum } = options;
  const words = openEnum ? { 'x-extensible-enum': openEnum } : {};
  return {
    ...typeOf(is, words, options.array ?? false),
    description: openEnum ? `${options.description} ${knownValues(openEnum)}` : options.description,
    nullable: options.array ? false : (options.nullable ?? true),
    required: !options.optional,
    ...(options.example === undefined ? {} : { example: options.example }),
    'x-sensitivity': options.sensitivity,
  } as unknown as ApiPropertyOptions;
}

function typeOf(is: FieldKind, words: object, array: boolean): object {
  // Swagger takes a function for a lazy reference only when it is called `type`.
  if (typeof is === 'function') return { type: () => is() as never, ...(array && { isArray: true }) };
  const type = { ...FORMATS[is], ...words };
  return array ? { type: 'array', items: type } : type;
}

/** An open enum is plain text for generated clients, so people are told the values here. */
function knownValues(values: readonly string[]): string {
  return `Known values: ${values.map((value) => `\`${value}\``).join(', ')}; more may come, accept others.`;
}
