import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { REGISTERED_PROVIDERS } from '../../src/providers/registered.js';
import { startTestGateway, type TestGateway } from '../support/gateway.js';
import { describeConformance } from './conformance-suite.js';
import { tiny } from './tiny-provider/tiny.module.js';

// The one line that a further provider costs.
const registered = [...REGISTERED_PROVIDERS, tiny];

await describeConformance([tiny], registered);

describe('a further provider appears everywhere by itself', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox' }, { registered });
  });
  afterAll(() => gateway.stop());

  it('in the catalogue, with the operations of its adapter and nothing else', async () => {
    const { body } = await gateway.call('/v1/providers');
    const { data } = body as { data: { name: string; operations: string[] }[] };
    expect(data.map(({ name }) => name)).toEqual(registered.map(({ name }) => name));
    expect(data.at(-1)?.operations).toEqual(['getCustomer']);
  });

  it('in the OpenAPI document, under a tag of its own', async () => {
    const document = (await gateway.call('/openapi.json')).body as OpenAPIObject;
    expect(document.tags?.map(({ name }) => name)).toContain(tiny.title);
    const paths = Object.keys(document.paths).filter((path) => path.includes(`/${tiny.name}/`));
    expect(paths).toEqual(['/v1/tiny/customers/{id}']);
    expect(document.paths['/v1/tiny/customers/{id}']?.get?.tags).toEqual([tiny.title]);
  });

  it('without credentials it is known and not enabled', async () => {
    const cartevoOnly = { CARTEVO_ACCESS_TOKEN: 'token' };
    const live = await startTestGateway(cartevoOnly, { registered });
    try {
      const { status, body } = await live.call('/v1/tiny/customers/tiny-0001');
      expect([status, body]).toMatchObject([404, { code: 'provider_not_enabled' }]);
    } finally {
      await live.stop();
    }
  });

  it('without its line nobody has heard of it', async () => {
    const without = await startTestGateway({ GATEWAY_MODE: 'sandbox' });
    try {
      const { status, body } = await without.call('/v1/tiny/customers/tiny-0001');
      expect([status, body]).toMatchObject([404, { code: 'route_not_found' }]);
    } finally {
      await without.stop();
    }
  });
});
