import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { ProviderRegistration } from '../../src/providers/provider.js';
import { loadModule, startTestGateway, type TestGateway } from '../support/gateway.js';
import { asJson, newCustomerJson } from '../support/new-customer.js';
import { expectProblem } from '../support/problem.js';
import { startStub, stubEnvironment } from '../support/stub-provider.js';
import { READ, healthy } from '../support/wire-records.js';

jest.setTimeout(30_000);
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function gatewayAt(baseUrl: string): Promise<TestGateway> {
  const gateway = await startTestGateway(stubEnvironment({ cartevo: baseUrl }));
  cleanUp.push(() => gateway.stop());
  return gateway;
}

const read = (gateway: TestGateway) => gateway.call(READ.cartevo);
const create = (gateway: TestGateway) => gateway.call('/v1/cartevo/customers', asJson(newCustomerJson()));

describe('a gateway that is shutting down', () => {
  test('answers overloaded with Retry-After, and asks nobody', async () => {
    const stub = await startStub(healthy('cartevo'));
    cleanUp.push(() => stub.close());
    const gateway = await gatewayAt(stub.url);
    gateway.lifecycle.phase = 'closing';
    for (const send of [read, create]) {
      expectProblem(await send(gateway), {
        status: 503,
        code: 'overloaded',
        origin: 'gateway',
        outcome: 'not_sent',
        safe: true,
        afterSeconds: 1,
        provider: null,
      });
    }
    expect(stub.calls).toEqual([]);
  });

  test('is not ready, while it still answers what was sent before balancers noticed', async () => {
    const stub = await startStub(healthy('cartevo'));
    cleanUp.push(() => stub.close());
    const gateway = await gatewayAt(stub.url);
    gateway.lifecycle.phase = 'leaving';
    expectProblem(await gateway.call('/health/ready', { key: null }), {
      status: 503,
      code: 'overloaded',
      afterSeconds: 1,
    });
    expect((await gateway.call('/health/live', { key: null })).status).toBe(200);
    expect((await read(gateway)).status).toBe(200);
  });
});

test('a fault of ours is internal_error and shows nothing of itself', async () => {
  const stub = await startStub((_call, response) => void response.writeHead(404).end());
  cleanUp.push(() => stub.close());
  const { cartevo } = await loadModule<{ cartevo: ProviderRegistration }>('providers/cartevo/cartevo.module.js');
  // A table that breaks when it is asked, and not before.
  const errors = Object.assign([...cartevo.tables.errors], { find: () => (undefined as never as []).length });
  const broken = { ...cartevo, tables: { ...cartevo.tables, errors } };
  const gateway = await startTestGateway(stubEnvironment({ cartevo: stub.url }), { registered: [broken] });
  cleanUp.push(() => gateway.stop());
  const answer = await read(gateway);
  expectProblem(answer, {
    status: 500,
    code: 'internal_error',
    origin: 'gateway',
    outcome: 'rejected',
    provider: null,
  });
  expect(answer.text).not.toMatch(/TypeError|node_modules|\.ts\b/);
  const line = gateway.logs().find(({ errorCode }) => errorCode === 'internal_error');
  expect(line).toMatchObject({ level: 'error', httpStatus: 500, error: { errorName: 'TypeError' } });
});

test('a fault of ours inside a create leaves its outcome unknown', async () => {
  const stub = await startStub(healthy('cartevo'));
  cleanUp.push(() => stub.close());
  const { cartevo } = await loadModule<{ cartevo: ProviderRegistration }>('providers/cartevo/cartevo.module.js');
  const gateway = await gatewayAt(stub.url);
  const adapter = gateway.nest.get<{ createCustomer: () => Promise<never> }>(cartevo.adapter, { strict: false });
  adapter.createCustomer = () => Promise.reject(new TypeError('amina.testou.new@example.com'));
  const answer = await create(gateway);
  expectProblem(answer, { status: 500, code: 'internal_error', origin: 'gateway', outcome: 'unknown', safe: false });
  expect(answer.text + gateway.rawLog()).not.toContain('amina.testou.new');
});
