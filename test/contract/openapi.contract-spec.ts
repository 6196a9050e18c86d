import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SENSITIVITIES, type Sensitivity } from '../../src/canonical/field.js';
import { startTestGateway, type TestGateway } from '../support/gateway.js';

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly 'x-sensitivity'?: string;
  readonly 'x-extensible-enum'?: readonly string[];
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security?: readonly object[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: object; readonly headers?: object }>>;
}

let gateway: TestGateway;
let document: Record<string, unknown>;
beforeAll(async () => {
  gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox' });
  document = (await gateway.call('/openapi.json', { key: null })).body as Record<string, unknown>;
});
afterAll(() => gateway.stop());

/** Every object in the document, with its place. */
function objectsIn(value: unknown, at = '#'): { at: string; object: Record<string, unknown> }[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([key, item]) => objectsIn(item, `${at}/${key}`));
  return Array.isArray(value) ? below : [{ at, object: value as Record<string, unknown> }, ...below];
}

test('every reference leads to a component', () => {
  const components = document['components'] as Record<string, Record<string, unknown>>;
  const references = objectsIn(document).flatMap(({ object }) =>
    typeof object['$ref'] === 'string' ? [object['$ref']] : [],
  );
  expect(references.length).toBeGreaterThan(50);
  const lost = references.filter((reference) => {
    const [, kind = '', name = ''] = /^#\/components\/(\w+)\/(\w+)$/.exec(reference) ?? [];
    return !Object.hasOwn(components[kind] ?? {}, name);
  });
  expect(lost).toEqual([]);
});

test('null is said as a type of OpenAPI 3.1, for references too', () => {
  expect(document['openapi']).toBe('3.1.0');
  expect(objectsIn(document).filter(({ object }) => 'nullable' in object)).toEqual([]);
  const { schemas } = document['components'] as { schemas: Record<string, { properties: Record<string, unknown> }> };
  expect(schemas['Problem']?.properties['provider']).toMatchObject({
    anyOf: [{ $ref: '#/components/schemas/ProviderReport' }, { type: 'null' }],
  });
  expect(schemas['Customer']?.properties['email']).toMatchObject({ type: ['string', 'null'] });
  expect(schemas['Customer']?.properties['id']).toMatchObject({ type: 'string' });
});

test('a create has a body of its own for each content type', () => {
  const { post } = (document['paths'] as Record<string, { post: { requestBody: { content: object } } }>)[
    '/v1/cartevo/customers'
  ] as { post: { requestBody: { content: Record<string, { schema: object }> } } };
  const { content } = post.requestBody;
  expect(content['application/json']?.schema).toEqual({ $ref: '#/components/schemas/CreateCartevoCustomer' });
  expect(content['multipart/form-data']?.schema).toMatchObject({
    properties: { 'identityDocument.front': { type: 'string', format: 'binary' } },
  });
});

test('a field of a form has the rules of the same field in JSON', () => {
  const { post } = (document['paths'] as Record<string, { post: Operation }>)['/v1/cartevo/customers'] ?? {};
  const { properties } = post?.requestBody?.content['multipart/form-data']?.schema ?? {};
  const schemas = schemasOf(document);
  const country = schemas['CreateCartevoAddress']?.properties?.['country'];
  expect(properties?.['address.country']).toMatchObject(country as object);
  expect(properties?.['phone']).toMatchObject({
    pattern: schemas['CreateCartevoCustomer']?.properties?.['phone']?.pattern,
  });
});

test('every field of every schema has a class of sensitivity and a description', () => {
  const fields = objectsIn(document).flatMap(({ at, object }) => fieldsOf(at, object as Schema));
  expect(fields.length).toBeGreaterThan(200);
  const without = fields.filter(({ field }) => !SENSITIVITIES.includes(field['x-sensitivity'] as Sensitivity));
  expect(without.map(({ at }) => at)).toEqual([]);
  const unexplained = fields.filter(({ field }) => !/\S/.test(field.description ?? ''));
  expect(unexplained.map(({ at }) => at)).toEqual([]);
});

test('answers hold open enums only: plain text for generated clients, with the known values in words', () => {
  const { open, closed } = enumsOfAnswers();
  expect(closed).toEqual([]);
  expect(open.length).toBeGreaterThan(20);
  for (const { at, owner, values } of open) {
    const unsaid = values.filter((value) => !owner.description?.includes(`\`${value}\``));
    expect({ at, unsaid, more: owner.description?.includes('more may come') }).toEqual({ at, unsaid: [], more: true });
  }
});

test('every operation says what it answers to what it cannot serve', () => {
  const operations = Object.values(document['paths'] as Record<string, Record<string, Operation>>)
    .flatMap((item) => Object.values(item))
    .map(({ operationId, summary, security, responses }) => ({ operationId, summary, security, responses }));
  expect(operations.length).toBeGreaterThan(10);
  for (const { operationId, summary, security, responses } of operations) {
    expect(operationId).toMatch(/^[a-z][A-Za-z\d]+$/);
    expect(summary).toMatch(/\S/);
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '500', '503', 'default']));
    const scopes = (security ?? []).flatMap((way) => Object.values(way).flat());
    const refusals = [...(security?.length ? ['401'] : []), ...(scopes.length > 0 ? ['403'] : [])];
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(refusals));
    for (const [status, answer] of Object.entries(responses)) {
      const problem = !/^(?:2|304)/.test(status);
      if (problem) expect(Object.keys(answer.content ?? {})).toEqual(['application/problem+json']);
      expect(answer.headers).toMatchObject({ 'X-Request-Id': { $ref: '#/components/headers/RequestId' } });
    }
  }
});

/** The fields that an object of the document declares, when it is a schema. */
function fieldsOf(at: string, schema: Schema): { at: string; field: Schema }[] {
  if (at.includes('/example') || schema.type !== 'object' || !schema.properties) return [];
  return Object.entries(schema.properties).map(([name, field]) => ({ at: `${at}/${name}`, field }));
}

/** The enums of all schemas that are not those of a request, by their openness. */
function enumsOfAnswers() {
  const answers = Object.entries(schemasOf(document)).filter(([name]) => !/^(?:Create|Update)/.test(name));
  const fields = answers.flatMap(([name, schema]) => fieldsOf(name, schema));
  const closed = fields.filter(({ field }) => field.enum ?? field.items?.enum).map(({ at }) => at);
  const open = fields.flatMap(({ at, field }) => {
    const values = field['x-extensible-enum'] ?? field.items?.['x-extensible-enum'];
    return values ? [{ at, owner: field, values }] : [];
  });
  return { open, closed };
}

function schemasOf({ components }: Record<string, unknown>): Record<string, Schema> {
  return (components as { schemas: Record<string, Schema> }).schemas;
}
