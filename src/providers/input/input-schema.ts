import type { Type } from '@nestjs/common';
import { pointerToken } from '../../canonical/json-pointer.js';

/** A schema of JSON Schema 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a property decorator of Swagger leaves behind; everything else in it is a keyword of JSON Schema already. */
interface Property extends Record<string, unknown> {
  readonly type?: unknown;
  readonly isArray?: boolean;
  readonly required?: boolean;
  readonly example?: unknown;
}

const NAMES = 'swagger/apiModelPropertiesArray';
const PROPERTY = 'swagger/apiModelProperties';
/** What describes the decorator and not the value. */
const NOT_KEYWORDS: ReadonlySet<string> = new Set(['type', 'isArray', 'required', 'example', 'nullable', 'enumName']);

/**
 * The schema of an input class, made of the same declarations that check a body against it: the fields, which of them
 * are needed, and that there are no others.
 */
export function schemaOf(shape: Type<object>): JsonSchema {
  const prototype = shape.prototype as object;
  const names = ((Reflect.getMetadata(NAMES, prototype) ?? []) as string[]).map((name) => name.slice(1));
  const properties = names.map((name) => [name, Reflect.getMetadata(PROPERTY, prototype, name) as Property] as const);
  const required = properties.filter(([, property]) => property.required !== false).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(properties.map(([name, property]) => [name, schemaOfProperty(property)])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function schemaOfProperty(property: Property): JsonSchema {
  const keywords = Object.fromEntries(
    Object.entries(property).filter(([name, value]) => !NOT_KEYWORDS.has(name) && value !== undefined),
  );
  const { type, isArray, example } = property;
  const own = { ...keywords, ...(example !== undefined && { examples: [example] }) };
  if (typeof type !== 'function') return { type, ...own };
  const nested = schemaOf((type as () => Type<object>)());
  return isArray ? { type: 'array', ...own, items: nested } : { ...nested, ...own };
}

/** The fields of a schema that hold no others, by their pointers; `*` is the place of an item of a list. */
export function leavesOf(schema: JsonSchema, pointer = ''): [pointer: string, leaf: JsonSchema][] {
  const properties = schema['properties'] as Readonly<Record<string, JsonSchema>> | undefined;
  const items = schema['items'] as JsonSchema | undefined;
  if (items) return leavesOf(items, `${pointer}/*`);
  if (!properties) return [[pointer, schema]];
  return Object.entries(properties).flatMap(([name, inner]) => leavesOf(inner, `${pointer}/${pointerToken(name)}`));
}
