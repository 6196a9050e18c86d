import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestGateway, type TestAnswer, type TestGateway } from '../support/gateway.js';
import { BUSINESS_FILES, newBusiness } from '../support/new-business.js';
import { asJson, jpeg, newCustomer, newCustomerJson, toForm } from '../support/new-customer.js';
import { newSpherePayCustomer } from '../support/new-spherepay-customer.js';

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
    'a person without files',
    '/v1/spherepay/customers',
    () => asJson(newSpherePayCustomer({ taxId: { type: 'ssn', number: '000000000', country: 'US' } })),
    // One problem of a field, one between fields.
    () =>
      asJson(withoutEmail(newSpherePayCustomer({ taxId: { type: 'passport', number: '000000000', country: 'US' } }))),
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

  test('leaves nothing behind, so that its key is free', async () => {
    const keyed = { ...good(), headers: { ...good().headers, 'Idempotency-Key': crypto.randomUUID() } };
    const tried = await gateway.call(`${path}?dryRun=true`, keyed);
    expect([tried.status, tried.headers.get('operation-id')]).toEqual([200, null]);
    const sent = await gateway.call(path, { ...keyed, body: good().body ?? null });
    expect([sent.status, sent.headers.get('operation-id')]).toEqual([201, expect.any(String)]);
    const writes = calls().filter(({ method }) => method !== 'GET');
    expect(writes.length).toBeGreaterThan(0);
  });

  test('that is wrong has the problems that it has otherwise', async () => {
    const [tried, sent] = [await gateway.call(`${path}?dryRun=true`, bad()), await gateway.call(path, bad())];
    expect(tried.status).toBe(422);
    expect(shown(tried)).toEqual(shown(sent));
    expect(calls()).toEqual([]);
  });

  test('is refused with a key that is none', async () => {
    const { headers, ...init } = good();
    const keyed = { ...init, headers: { ...(headers as object), 'idempotency-key': 'k'.repeat(256) } };
    const { status, body } = await gateway.call(`${path}?dryRun=true`, keyed);
    expect([status, body.code]).toEqual([400, 'malformed_request']);
  });

  test('is carried out with dryRun=false, and refused with another word', async () => {
    expect((await gateway.call(`${path}?dryRun=false`, good())).status).toBe(201);
    expect((await gateway.call(`${path}?dryRun=yes`, good())).body.errors).toMatchObject([{ parameter: 'dryRun' }]);
  });
});

const identityDocument = { type: 'passport', number: 'TEST1' };
const given = { givenName: 'Nora', familyName: 'Example', dateOfBirth: '1990-01-15', externalId: 'order-1' };
const person = { givenName: 'Mei', familyName: 'Sample' };
const people = [person, { ...person, middleName: 'Quinn', identityDocument }];

describe('what is accepted and not sent', () => {
  test.each([
    [
      '/v1/spherepay/customers',
      newSpherePayCustomer({ ...given, identityDocument }),
      ['/givenName', '/familyName', '/dateOfBirth', '/identityDocument', '/externalId'],
    ],
    [
      '/v1/partner/customers',
      { metadata: { a: 1 }, business: { legalName: 'Sample', tradeName: 'Sample', people } },
      ['/metadata', '/business/tradeName', '/business/people/1/middleName', '/business/people/1/identityDocument/type'],
    ],
    ['/v1/cartevo/customers', newCustomerJson(), []],
  ])('by %s is named as it is when the request is sent', async (path, body, pointers) => {
    const [tried, sent] = [
      await gateway.call(`${path}?dryRun=true`, asJson(body)),
      await gateway.call(path, asJson(body)),
    ];
    expect([tried.status, sent.status]).toEqual([200, 201]);
    expect(tried.body.meta.warnings.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
    expect(sent.body.meta.warnings).toEqual(tried.body.meta.warnings);
  });
});
