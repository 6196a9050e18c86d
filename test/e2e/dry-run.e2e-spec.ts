import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestGateway, type TestAnswer, type TestGateway } from '../support/gateway.js';
import { BUSINESS_FILES, newBusiness } from '../support/new-business.js';
import { asJson, jpeg, newCustomer, newCustomerJson, toForm } from '../support/new-customer.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox' });
});
afterAll(() => gateway.stop());
beforeEach(() => gateway.simulators.forEach((simulator) => simulator.reset()));

const calls = () => gateway.simulators.flatMap((simulator) => simulator.calls);
const files = BUSINESS_FILES.map((name) => ({ name, bytes: jpeg() }));
const withoutEmail = (body: object) => ({ ...body, email: 'nobody' });

const WRITES: readonly (readonly [name: string, path: string, good: () => RequestInit, bad: () => RequestInit])[] = [
  [
    'a person with files',
    '/v1/cartevo/customers',
    () => ({ method: 'POST', body: toForm(newCustomer()) }),
    () => ({ method: 'POST', body: toForm(withoutEmail(newCustomer()), []) }),
  ],
  [
    'a person as JSON',
    '/v1/cartevo/customers',
    () => asJson(newCustomerJson()),
    () => asJson(withoutEmail(newCustomer())),
  ],
  [
    'a business with files',
    '/v1/partner/customers',
    () => ({ method: 'POST', body: toForm(newBusiness(), files) }),
    () => ({ method: 'POST', body: toForm(withoutEmail(newBusiness()), [{ name: 'other', bytes: jpeg() }]) }),
  ],
  [
    'a business as JSON',
    '/v1/partner/customers',
    () => asJson(newBusiness()),
    () => asJson(withoutEmail(newBusiness({ business: {} }))),
  ],
];

/** An answer without what is another one every time. */
const shown = ({ status, body }: TestAnswer) => ({ status, ...body, requestId: null, instance: null });

describe.each(WRITES)('%s', (_name, path, good, bad) => {
  test('that is right is valid, and nothing is sent', async () => {
    const { status, headers, body } = await gateway.call(`${path}?dryRun=true`, good());
    expect({ status, data: body.data }).toEqual({ status: 200, data: { valid: true } });
    expect(body.meta).toEqual({ requestId: headers.get('x-request-id'), sources: [], warnings: [] });
    expect(headers.get('location')).toBeNull();
    expect(calls()).toEqual([]);
  });

  test('that is wrong has the problems that it has otherwise', async () => {
    const [tried, sent] = [await gateway.call(`${path}?dryRun=true`, bad()), await gateway.call(path, bad())];
    expect(tried.status).toBe(422);
    expect(shown(tried)).toEqual(shown(sent));
    expect(calls()).toEqual([]);
  });

  test('is carried out with dryRun=false, and refused with another word', async () => {
    expect((await gateway.call(`${path}?dryRun=false`, good())).status).toBe(201);
    expect((await gateway.call(`${path}?dryRun=yes`, good())).body.errors).toMatchObject([{ parameter: 'dryRun' }]);
  });
});
