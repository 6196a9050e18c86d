import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Customer } from '../../src/canonical/customer.js';
import { expectCanonical } from '../support/canonical-shape.js';
import { startTestGateway, type TestAnswer, type TestGateway } from '../support/gateway.js';
import { asJson } from '../support/new-customer.js';
import { newSpherePayCustomer } from '../support/new-spherepay-customer.js';
import { expectProblem } from '../support/problem.js';

const CUSTOMERS = '/v1/spherepay/customers';
const OPEN = 'customer_f31121c389624d3697cbf3ea8830b7a4';
const APPROVED = 'customer_aa01aa01aa01aa01aa01aa01aa01aa01';
const BUSINESS = 'customer_bb01bb01bb01bb01bb01bb01bb01bb01';
const TAX = { type: 'ssn', number: '000-00-0000', country: 'US' };
const ADDRESS = { line1: '1 New Street', city: 'Lyon', postalCode: '69001', country: 'FR' };

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    GATEWAY_MODE: 'sandbox',
    SPHEREPAY_TIMEOUT_MS: '1500',
  });
});
afterAll(() => gateway.stop());
beforeEach(() => gateway.simulators.forEach((simulator) => simulator.reset()));

const simulator = () => gateway.simulators.find(({ provider }) => provider === 'spherepay');
const calls = () => simulator()?.calls ?? [];
const books = () => (simulator()?.books ?? []).map(({ what }) => what);
const headersFor = (scenario?: string): Record<string, string> => (scenario ? { 'x-sandbox-scenario': scenario } : {});

const create = (changes: Record<string, unknown> = {}, scenario?: string): Promise<TestAnswer> => {
  const { headers, ...init } = asJson(newSpherePayCustomer(changes));
  return gateway.call(CUSTOMERS, { ...init, headers: { ...(headers as object), ...headersFor(scenario) } });
};
const update = (body: object, id = OPEN, scenario?: string): Promise<TestAnswer> =>
  gateway.call(`${CUSTOMERS}/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', ...headersFor(scenario) },
    body: JSON.stringify(body),
  });

describe('a new person', () => {
  test('is answered 201 with the whole record, which can be read again', async () => {
    const personal = { middleName: 'Quinn', gender: 'female', nationality: 'US', countryOfResidence: 'FR' };
    const { status, headers, body } = await create({ ...personal, taxId: TAX, metadata: { plan: 'gold', gone: null } });
    expect(status).toBe(201);
    expectCanonical(Customer, body.data);
    expect(body.meta.warnings).toEqual([]);
    expect(headers.get('location')).toBe(`${CUSTOMERS}/${body.data.providerId}`);
    expect(body.data).toMatchObject({
      type: 'individual',
      email: 'nora.example.new@example.com',
      phone: { e164: '+14155550199' },
      person: { ...personal, taxId: { type: 'ssn', country: 'US', description: null } },
      metadata: { plan: 'gold' },
      // The create itself shows no criteria yet.
      verification: { status: 'action_required', profiles: [{ requirements: { length: 6 } }] },
    });
    expect((await gateway.call(headers.get('location') ?? '')).body.data).toEqual(body.data);
    expect(books()).toEqual(['customer created']);
    expect(JSON.stringify(body)).not.toContain(TAX.number);
  });

  test('keeps nothing of what SpherePay has no place for, and says so', async () => {
    const identityDocument = { type: 'passport', number: 'TEST1', frontUrl: 'https://files.example.com/f.jpg' };
    const more = { givenName: 'Nora', familyName: 'Example', dateOfBirth: '1990-01-15', externalId: 'order-1' };
    const { status, body } = await create({ type: 'individual', ...more, identityDocument });
    expect([status, body.data.person]).toEqual([201, null]);
    expect(body.meta.warnings.map(({ code, pointer }: { code: string; pointer: string }) => [code, pointer])).toEqual(
      ['/givenName', '/familyName', '/dateOfBirth', '/identityDocument', '/externalId'].map((at) => [
        'field_not_sent',
        at,
      ]),
    );
  });

  test.each<readonly [string, Record<string, unknown>, string[]]>([
    ['a business', { type: 'business' }, ['/type']],
    ['the fields of a business', { business: { legalName: 'Acme' } }, ['/business']],
    ['an e-mail address that is too long', { email: `${'a'.repeat(250)}@b.co` }, ['/email']],
    ['a telephone number without a plus', { phone: '14155550199' }, ['/phone']],
    ['no address', { address: undefined }, ['/address']],
    ['a country by alpha-3', { address: { line1: 'x', city: 'y', country: 'USA' } }, ['/address/country']],
    ['half a tax number', { taxId: { type: 'ssn' } }, ['/taxId/number', '/taxId/country']],
    ['another kind without a word', { taxId: { ...TAX, type: 'other', country: 'FR' } }, ['/taxId/description']],
    ['a passport number for the USA', { taxId: { ...TAX, type: 'passport' } }, ['/taxId/type']],
    ['nested metadata', { metadata: { a: {} } }, ['/metadata']],
    ['a metadata value that is too long', { metadata: { a: 'x'.repeat(501) } }, ['/metadata']],
    ['what is read-only', { status: 'active', verification: {} }, ['/status', '/verification']],
    ['several things', { email: 'x', gender: 'man', givenName: '' }, ['/email', '/gender', '/givenName']],
  ])('with %s is refused before anything is sent', async (_name, changes, places) => {
    const answer = await create(changes);
    const problem = expectProblem(answer, { status: 422, code: 'validation_failed', outcome: 'not_sent' });
    expect(problem.errors.map(({ pointer }) => pointer).toSorted()).toEqual(places.toSorted());
    expect(calls()).toEqual([]);
  });

  test.each([
    ['a mark', 'someone+duplicate@example.com'],
    ['an address that is taken', 'Jane.Smith@example.com'],
  ])('with %s is a duplicate', async (_name, email) => {
    expectProblem(await create({ email }), {
      status: 409,
      code: 'duplicate_customer',
      origin: 'provider',
      outcome: 'rejected',
      provider: { code: 'customer/duplicate' },
      places: ['/email'],
    });
    expect(books()).toEqual([]);
  });

  test('whose read afterwards fails is a success with a warning', async () => {
    const { status, body } = await create({}, 'read-after-write-failed');
    expect([status, body.meta.warnings[0].code]).toEqual([201, 'read_after_create_failed']);
    expectCanonical(Customer, body.data);
  });

  test.each(['connection-reset-after-write', 'server-error-after-write', 'late-after-write:2', 'truncated-json'])(
    'has an unknown outcome after %s, is there, and is not sent twice',
    async (scenario) => {
      const { body } = await create({}, scenario);
      expect({ outcome: body.outcome, safe: body.retry.safe }).toEqual({ outcome: 'unknown', safe: false });
      expect(books()).toEqual(['customer created']);
    },
  );
});

describe('a change of a person', () => {
  test('merges metadata key by key and leaves the rest', async () => {
    await update({ metadata: { plan: 'gold', tries: 1, beta: true } });
    const { status, body } = await update({ metadata: { plan: 'silver', tries: null, added: 'x' } });
    expect(status).toBe(200);
    expectCanonical(Customer, body.data);
    expect(body.data.metadata).toEqual({ plan: 'silver', beta: true, added: 'x' });
    expect(body.data.person).toMatchObject({ givenName: 'Jane', middleName: 'James' });
    expect((await gateway.call(`${CUSTOMERS}/${OPEN}`)).body.data).toEqual(body.data);
    expect(books()).toEqual(['customer updated', 'customer updated']);
  });

  test('without metadata does not read anything first, nor touch it', async () => {
    const { status, body } = await update({ sourceOfFunds: 'savings', nationality: 'FR' }, APPROVED);
    expect([status, body.data.person.sourceOfFunds, body.data.person.nationality]).toEqual([200, 'savings', 'FR']);
    expect(body.data.metadata).toEqual({ segment: 'sandbox' });
    expect(calls().map(({ method }) => method)).toEqual(['PATCH']);
  });

  test('ends what was kept of the customer', async () => {
    const read = () => gateway.call(`${CUSTOMERS}/${OPEN}`, { headers: { 'cache-control': 'max-age=60' } });
    expect((await read()).body.data.person.sourceOfFunds).toBe('salary');
    await update({ sourceOfFunds: 'savings' });
    expect((await read()).body.data.person.sourceOfFunds).toBe('savings');
  });

  test.each<readonly [string, object, string[]]>([
    ['nothing at all', {}, ['']],
    ['an e-mail address', { email: 'new@example.com' }, ['/email']],
    ['a part of an address', { address: { city: 'Lyon' } }, ['/address/line1', '/address/country']],
    ['a tax number without an address', { taxId: TAX }, ['/address']],
    ['metadata that is null', { metadata: null }, ['/metadata']],
  ])('of %s is refused before anything is sent', async (_name, body, places) => {
    const problem = expectProblem(await update(body), { status: 422, code: 'validation_failed', outcome: 'not_sent' });
    expect(problem.errors.map(({ pointer }) => pointer)).toEqual(places);
    expect(calls()).toEqual([]);
  });

  test('of an identity field that is locked is refused by the provider', async () => {
    expectProblem(await update({ address: ADDRESS, taxId: TAX }, APPROVED), {
      status: 422,
      code: 'validation_failed',
      origin: 'provider',
      outcome: 'rejected',
      provider: { httpStatus: 400 },
      places: ['/taxId'],
    });
    expect((await update({ address: ADDRESS, taxId: TAX })).status).toBe(200);
  });

  test('of a business is refused by the provider', async () => {
    expectProblem(await update({ gender: 'other' }, BUSINESS), { status: 422, code: 'provider_rejected' });
  });

  test('whose read before fails was not sent', async () => {
    const answer = await update({ metadata: { a: 'b' } }, OPEN, 'server-error;method=GET');
    expectProblem(answer, { status: 502, code: 'provider_error', outcome: 'not_sent', safe: true });
    expect(books()).toEqual([]);
  });

  test('never takes the metadata of another customer', async () => {
    const answer = await update({ metadata: { a: 'b' } }, OPEN, 'wrong-record;method=GET');
    expectProblem(answer, { status: 502, code: 'provider_contract_violation', outcome: 'not_sent' });
    expect(books()).toEqual([]);
  });
});

test('a key that may only read may not change anything', async () => {
  const { status, body } = await gateway.call(CUSTOMERS, { ...asJson(newSpherePayCustomer()), key: 'nobody' });
  expect([status, body.code]).toEqual([401, 'unauthenticated']);
});

test('nothing personal that was sent is in the log', async () => {
  await create({ taxId: TAX, metadata: { note: 'canary-note' } });
  await create({ email: 'canary+duplicate@example.com' });
  const log = gateway.rawLog();
  const sent = [
    TAX.number,
    'canary',
    'nora.example.new',
    '+14155550199',
    '500 Example Avenue',
    'onboarding.example.com',
  ];
  expect(sent.filter((value) => log.includes(value))).toEqual([]);
});
