import type { OpenAPIObject } from '@nestjs/swagger';

interface Schema {
  $ref?: string;
  anyOf?: Schema[];
  allOf?: Schema[];
  type?: string;
  format?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean;
}

type Content = Record<string, { schema?: Schema }>;

/**
 * The document with a body of its own for each content type: Swagger’s decorators give every content type the same one.
 * A flat form takes the rules of its fields from the JSON body, whose pointers its names are with dots for slashes. No
 * body holds a field that is not named.
 */
export function withSeparateBodies(document: OpenAPIObject): OpenAPIObject {
  for (const { post, put, patch } of Object.values(document.paths)) {
    for (const operation of [post, put, patch]) {
      const body = operation?.requestBody;
      if (!body || !('content' in body)) continue;
      const content = body.content as Content;
      separate(content);
      const form = content['multipart/form-data']?.schema?.properties;
      const json = content['application/json']?.schema;
      const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
      if (form && json) fillForm(form, json, schemas);
      for (const { schema } of Object.values(content)) if (schema) close(schema, schemas);
    }
  }
  return document;
}

function separate(content: Content): void {
  const types = Object.values(content);
  types.forEach((type, index) => {
    const alternative = type.schema?.anyOf?.length === types.length ? type.schema.anyOf[index] : undefined;
    if (alternative) type.schema = alternative;
  });
}

function fillForm(form: Record<string, Schema>, json: Schema, schemas: Record<string, Schema>): void {
  for (const [name, own] of Object.entries(form)) {
    const same = name.split('.').reduce<Schema | undefined>((schema, key) => {
      return schema && resolve(schema, schemas).properties?.[key];
    }, json);
    if (same && own.format !== 'binary') form[name] = { ...same, ...own };
  }
}

function close(schema: Schema, schemas: Record<string, Schema>): void {
  const shape = resolve(schema, schemas);
  if (!shape.properties || shape.additionalProperties === false) return;
  shape.additionalProperties = false;
  for (const field of Object.values(shape.properties)) close(field, schemas);
}

function resolve(schema: Schema, schemas: Record<string, Schema>): Schema {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return (reference && schemas[reference.replace('#/components/schemas/', '')]) || schema;
}
