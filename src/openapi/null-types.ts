import type { OpenAPIObject } from '@nestjs/swagger';

interface Schema {
  nullable?: boolean;
  type?: string | string[];
  allOf?: unknown[];
  anyOf?: unknown[];
  [key: string]: unknown;
}

/**
 * The document in OpenAPI 3.1. Swagger's decorators write null the way of 3.0, where a nullable reference cannot be said:
 * `allOf` with the reference still demands an object. In 3.1 null is a type like any other.
 */
export function withNullTypes(document: OpenAPIObject): OpenAPIObject {
  const next = convert(document) as OpenAPIObject;
  return { ...next, openapi: '3.1.0' };
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, key === 'example' ? item : convert(item)]);
  return toNullType(Object.fromEntries(entries) as Schema);
}

function toNullType({ nullable, ...schema }: Schema): Schema {
  if (!nullable) return schema;
  const { allOf, type, ...rest } = schema;
  if (allOf) return { ...rest, anyOf: [...allOf, { type: 'null' }] };
  return typeof type === 'string' ? { ...rest, type: [type, 'null'] } : schema;
}
