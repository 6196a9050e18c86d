import type { Type } from '@nestjs/common';
import { DOCUMENT_TYPES } from '../../platform/upload/document-type.js';
import type { Operation } from '../operations.js';
import type { FieldLimit } from '../provider.js';
import type { FieldRule } from './field-rules.js';
import { schemaOf, type JsonSchema } from './input-schema.js';

/** A file of a form, by the pointer of the field that it is. */
export interface InputFile {
  readonly pointer: string;
  readonly maxBytes: number;
  readonly required: boolean;
  /** How many may come under this name; one unless said. */
  readonly most?: number;
}

/** One way to send what an operation needs. */
export interface InputForm {
  readonly mediaType: 'application/json' | 'multipart/form-data';
  /** The class that checks the fields. */
  readonly fields: Type<object>;
  /** Pointers of fields that belong to another way, and of those that this one cannot do without. */
  readonly without?: readonly string[];
  readonly needed?: readonly string[];
  readonly files?: readonly InputFile[];
  readonly maxFiles?: number;
  /** What holds between fields. */
  readonly rules?: readonly FieldRule[];
}

/** What a caller must send for an operation, in one of several ways. */
export interface OperationInput {
  readonly title: string;
  readonly forms: readonly InputForm[];
}

/** What callers send with the writes of a provider. */
export type OperationInputs = Partial<Readonly<Record<Operation, OperationInput>>>;

/** A file whose size, and whether it is needed, stand in a provider’s table of limits. */
export function fileOf(limits: readonly FieldLimit[], pointer: string, most = 1): InputFile {
  const limit = limits.find((row) => row.pointer === pointer);
  if (!limit) throw new Error(`no limit for ${pointer}`);
  return { pointer, maxBytes: limit.max, required: limit.required, most };
}

/** The schema of what an operation needs, in JSON Schema 2020-12, made of what checks it. */
export function requirementsOf({ title, forms }: OperationInput): JsonSchema {
  const [only, ...others] = forms.map(schemaOfForm);
  const content = others.length === 0 ? only : { anyOf: [only, ...others] };
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...content };
}

function schemaOfForm(form: InputForm): JsonSchema {
  const { mediaType, fields, without = [], needed = [], files = [], maxFiles, rules = [] } = form;
  let schema = schemaOf(fields);
  for (const pointer of without) schema = changed(schema, pointer, takeAway);
  for (const pointer of needed) schema = changed(schema, pointer, require);
  for (const file of files) schema = changed(schema, file.pointer, (at, name) => addFile(at, name, file));
  return {
    ...schema,
    ...(rules.length > 0 && { allOf: rules.map((rule) => rule.schema) }),
    'x-media-type': mediaType,
    ...(maxFiles !== undefined && { 'x-max-files': maxFiles }),
  };
}

type Change = (schema: JsonSchema, name: string) => JsonSchema;

/** A copy with a change at the object that holds the field of a pointer; `*` stands for the items of a list. */
function changed(schema: JsonSchema, pointer: string, change: Change): JsonSchema {
  const [name = '', ...rest] = pointer.slice(1).split('/');
  if (rest.length === 0) return change(schema, name);
  const below = (inner: unknown) => changed(inner as JsonSchema, `/${rest.join('/')}`, change);
  if (name === '*') return { ...schema, items: below(schema['items']) };
  const properties = propertiesOf(schema);
  return { ...schema, properties: { ...properties, [name]: below(properties[name]) } };
}

function takeAway(schema: JsonSchema, name: string): JsonSchema {
  const properties = Object.fromEntries(Object.entries(propertiesOf(schema)).filter(([key]) => key !== name));
  return { ...schema, properties, required: requiredOf(schema).filter((key) => key !== name) };
}

function require(schema: JsonSchema, name: string): JsonSchema {
  return { ...schema, required: [...new Set([...requiredOf(schema), name])] };
}

function addFile(schema: JsonSchema, name: string, { maxBytes, required, most = 1 }: InputFile): JsonSchema {
  const file = { type: 'string', format: 'binary', 'x-media-types': DOCUMENT_TYPES, 'x-max-bytes': maxBytes };
  const shown = most === 1 ? file : { type: 'array', items: file, maxItems: most };
  const withFile = { ...schema, properties: { ...propertiesOf(schema), [name]: shown } };
  return required ? require(withFile, name) : withFile;
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
}

function requiredOf(schema: JsonSchema): readonly string[] {
  return (schema['required'] ?? []) as readonly string[];
}
