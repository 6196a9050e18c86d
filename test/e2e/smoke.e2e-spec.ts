import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox' });
});
afterAll(() => gateway.stop());

test.each([
  '/v1/spherepay/customers/customer_f31121c389624d3697cbf3ea8830b7a4',
  '/v1/cartevo/customers/4d4dad81-7899-4612-a9f6-133ce56a4507',
  '/v1/partner/customers?externalId=ext-0002',
  '/v1/providers',
  '/health/ready',
])('GET %s answers', async (path) => {
  const { status, body } = await gateway.call(path);
  expect({ status, body }).toMatchObject({ status: 200, body: { data: expect.anything(), meta: expect.anything() } });
});
