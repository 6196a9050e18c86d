import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TEST_KEY, keyEntry, startTestGateway, type TestGateway } from '../support/gateway.js';
import { asJson, newCustomerJson } from '../support/new-customer.js';
import { newSpherePayCustomer } from '../support/new-spherepay-customer.js';
import { expectProblem } from '../support/problem.js';
import { SEEDS } from '../support/sandbox-seeds.js';

const KEYS = [
  keyEntry('test', TEST_KEY, 'customers:read customers:write sensitive:read admin'),
  // Of the same caller, for one provider only.
  keyEntry('test', 'narrow', 'customers:read admin provider:cartevo'),
].join(',');

interface Line {
  readonly provider: string;
  readonly action: string;
  readonly caller: string;
  readonly fields: readonly string[];
  readonly operationId: string | null;
}

let gateway: TestGateway;
const operations: Record<string, string> = {};
beforeAll(async () => {
  gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox', GATEWAY_API_KEYS: KEYS });
  for (const [provider, body] of [
    ['cartevo', newCustomerJson()],
    ['spherepay', newSpherePayCustomer()],
  ] as const) {
    const { status, headers } = await gateway.call(`/v1/${provider}/customers`, asJson(body));
    expect(status).toBe(201);
    operations[provider] = headers.get('operation-id') as string;
  }
});
afterAll(() => gateway.stop());

const linesFor = async (key: string, query = ''): Promise<Line[]> =>
  (await gateway.call(`/v1/audit${query}`, { key })).body.data as Line[];

test('a key that is limited to a provider sees its lines and operations only', async () => {
  const providers = async (key: string) => new Set((await linesFor(key)).map(({ provider }) => provider));
  expect(await providers(TEST_KEY)).toEqual(new Set(['cartevo', 'spherepay']));
  expect(await providers('narrow')).toEqual(new Set(['cartevo']));
  expect((await linesFor('narrow', '?provider=cartevo')).length).toBeGreaterThan(0);
  expectProblem(await gateway.call('/v1/audit?provider=spherepay', { key: 'narrow' }), {
    status: 403,
    code: 'forbidden',
  });
  const read = (provider: string) => gateway.call(`/v1/operations/${operations[provider]}`, { key: 'narrow' });
  expect((await read('cartevo')).body.data.state).toBe('succeeded');
  expectProblem(await read('spherepay'), { status: 404, code: 'resource_not_found' });
});

test('a read of sensitive values is a line with their names', async () => {
  const path = `/v1/cartevo/customers/${SEEDS.cartevo.cardShapeA}`;
  const before = await linesFor(TEST_KEY, '?action=sensitive_read');
  expect((await gateway.call(`${path}?include=sensitive`)).status).toBe(200);
  const after = await linesFor(TEST_KEY, '?action=sensitive_read');
  expect(after.length).toBe(before.length + 1);
  expect(after[0]).toMatchObject({ caller: 'test', provider: 'cartevo', subject: SEEDS.cartevo.cardShapeA });
  expect(after[0]?.fields).toContain('/person/identityDocuments/*/number');
});

test('the filters leave what they name', async () => {
  const of = (lines: readonly Line[], key: keyof Line) => new Set(lines.map((line) => line[key]));
  const lines = await linesFor(TEST_KEY, `?operationId=${operations['cartevo']}`);
  expect(of(lines, 'operationId')).toEqual(new Set([operations['cartevo']]));
  expect(await linesFor(TEST_KEY, '?caller=nobody')).toEqual([]);
  expect((await linesFor(TEST_KEY, '?caller=test')).length).toBeGreaterThanOrEqual(4);
});
