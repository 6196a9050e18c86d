import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.js';

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

test('every reference leads to a schema', () => {
  const { schemas } = document['components'] as { schemas: Record<string, unknown> };
  const references = objectsIn(document).flatMap(({ object }) =>
    typeof object['$ref'] === 'string' ? [object['$ref']] : [],
  );
  expect(references.length).toBeGreaterThan(50);
  const names = references.map((reference) => reference.replace('#/components/schemas/', ''));
  expect(names.filter((name) => !Object.hasOwn(schemas, name))).toEqual([]);
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
