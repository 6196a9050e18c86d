import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Customer } from '../../src/canonical/customer.js';
import { Meta } from '../../src/canonical/response.js';
import { expectCanonical } from '../support/canonical-shape.js';
import { startTestGateway, type TestAnswer, type TestGateway } from '../support/gateway.js';
import { BACK, FRONT, jpeg, newCustomer, newCustomerJson, pdf, png, toForm } from '../support/new-customer.js';
import { expectProblem } from '../support/problem.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    GATEWAY_MODE: 'sandbox',
    CARTEVO_TIMEOUT_MS: '2000',
    CARTEVO_UPLOAD_TIMEOUT_MS: '2000',
  });
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  gateway.simulators.forEach((simulator) => simulator.reset());
  // A reset revokes tokens, and a create that is refused for its token is sent again: not what is counted here.
  expect((await gateway.call('/v1/cartevo/customers?limit=1')).status).toBe(200);
});

type Send = (changes?: Record<string, unknown>, scenario?: string, query?: string) => Promise<TestAnswer>;
const headersFor = (scenario?: string): Record<string, string> => (scenario ? { 'x-sandbox-scenario': scenario } : {});
const withFiles: Send = (changes, scenario, query = '') =>
  gateway.call(`/v1/cartevo/customers${query}`, {
    method: 'POST',
    headers: headersFor(scenario),
    body: toForm(newCustomer(changes)),
  });
const withJson: Send = (changes, scenario, query = '') =>
  gateway.call(`/v1/cartevo/customers${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headersFor(scenario) },
    body: JSON.stringify(newCustomerJson(changes)),
  });
const KINDS: readonly (readonly [kind: string, send: Send])[] = [
  ['with files', withFiles],
  ['with JSON', withJson],
];

const calls = () => gateway.simulators.flatMap((simulator) => simulator.calls);
const posts = () => calls().filter(({ method, path }) => method === 'POST' && !path.endsWith('/auth/token'));

describe.each(KINDS)('a create %s', (_kind, send) => {
  test('answers 201 with the whole record, its address, and what was sent', async () => {
    const { status, headers, body } = await send();
    expect(status).toBe(201);
    expectCanonical(Customer, body.data);
    expectCanonical(Meta, body.meta);
    expect(body.meta.warnings).toEqual([]);
    expect(headers.get('location')).toBe(`/v1/cartevo/customers/${body.data.providerId}`);
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(body.data).toMatchObject({
      provider: 'cartevo',
      type: 'individual',
      email: 'amina.testou.new@example.com',
      phone: { e164: '+237677000001', country: 'CM' },
      person: {
        givenName: 'Amina',
        dateOfBirth: '1990-01-15',
        address: { country: 'CM', countryOriginal: 'Cameroon', postalCode: '00237' },
        identityDocuments: [{ type: 'passport', typeNative: 'PASSPORT' }],
      },
      // An account that is active is not a customer that is approved.
      status: 'active',
      verification: { status: 'unknown' },
    });
    const read = await gateway.call(headers.get('location') ?? '');
    expect(read.body.data).toEqual(body.data);
    expect(posts()).toHaveLength(1);
  });

  test.each<readonly [string, Record<string, unknown>, number, string, string[]]>([
    ['duplicate e-mail', { email: 'a+duplicate@example.com' }, 409, 'duplicate_customer', ['/email']],
    ['duplicate of a seeded e-mail', { email: 'amina.testou@example.com' }, 409, 'duplicate_customer', ['/email']],
    ['unreadable document', { email: 'a+unreadable@example.com' }, 422, 'document_unreadable', []],
    ['underage by the provider', { email: 'a+underage@example.com' }, 422, 'customer_underage', ['/dateOfBirth']],
  ])('%s', async (_name, changes, status, code, places) => {
    expectProblem(await send(changes), {
      status,
      code: code as never,
      origin: 'provider',
      outcome: 'rejected',
      safe: false,
      provider: { name: 'cartevo' },
      places,
    });
    expect(posts()).toHaveLength(1);
  });

  test('duplicate document number', async () => {
    const identityDocument = { type: 'passport', number: 'DUPLICATE-ID' };
    const withUrl = { ...identityDocument, frontUrl: 'https://files.example.com/front.jpg' };
    const answer = await send({ identityDocument: send === withJson ? withUrl : identityDocument });
    expectProblem(answer, { status: 409, code: 'duplicate_customer', places: ['/identityDocument/number'] });
  });

  test('underage here is not sent at all', async () => {
    const answer = await send({ dateOfBirth: new Date().toISOString().slice(0, 10) });
    expectProblem(answer, { status: 422, code: 'customer_underage', origin: 'caller', outcome: 'not_sent' });
    expect(posts()).toEqual([]);
  });

  test('whose read afterwards fails is a success with a warning', async () => {
    const { status, headers, body } = await send({}, 'read-after-write-failed');
    expect(status).toBe(201);
    expectCanonical(Customer, body.data);
    expect(body.meta.warnings).toContainEqual(
      expect.objectContaining({ code: 'read_after_create_failed', pointer: '' }),
    );
    expect(headers.get('location')).toBe(`/v1/cartevo/customers/${body.data.providerId}`);
    expect(posts()).toHaveLength(1);
  });

  test('at an older server is completed by the read', async () => {
    const { status, body } = await send({}, 'older-server');
    expect(status).toBe(201);
    expectCanonical(Customer, body.data);
    expect(body.data.person.givenName).toBe('Amina');
  });

  test('whose connection is lost after the write has an unknown outcome, and is not repeated', async () => {
    const answer = await send({}, 'connection-reset-after-write');
    expectProblem(answer, { status: 502, code: 'provider_connection_lost', outcome: 'unknown', safe: false });
    expect(posts()).toHaveLength(1);
  });

  test.each([
    'timeout',
    'server-error',
    'bad-gateway',
    'unavailable',
    'html',
    'redirect',
    'truncated-json',
    'empty-body',
    'oversized',
  ])('under scenario %s has an unknown outcome, and is not repeated', async (scenario) => {
    const { outcome, retry } = (await send({}, `${scenario};method=POST`)).body;
    expect({ outcome, safe: retry.safe }).toEqual({ outcome: 'unknown', safe: false });
    expect(posts()).toHaveLength(1);
  });

  test.each([['k'.repeat(256), 400, 'malformed_request']])(
    'with the Idempotency-Key %s is %s and not sent',
    async (key, status, code) => {
      const answer = await gateway.call('/v1/cartevo/customers', {
        method: 'POST',
        headers: { 'idempotency-key': key, ...(send === withJson && { 'content-type': 'application/json' }) },
        body: send === withJson ? JSON.stringify(newCustomerJson()) : toForm(newCustomer()),
      });
      expectProblem(answer, { status, code: code as never, outcome: 'not_sent' });
      expect(posts()).toEqual([]);
    },
  );
});

describe('documents', () => {
  test.each(['national_id', 'driver_license'])('of a %s have two sides', async (type) => {
    const customer = newCustomer({ identityDocument: { type, number: 'TEST0000099' } });
    const files = [
      { name: FRONT, bytes: jpeg() },
      { name: BACK, bytes: pdf() },
    ];
    const { status, body } = await gateway.call('/v1/cartevo/customers?', {
      method: 'POST',
      body: toForm(customer, files),
    });
    expect({ status, type: body.data.person.identityDocuments[0].type }).toEqual({ status: 201, type });
  });

  test('of a voter card may be a PNG', async () => {
    const customer = newCustomer({ identityDocument: { type: 'voter_card', number: 'TEST0000098' } });
    const body = toForm(customer, [{ name: FRONT, bytes: png() }]);
    expect((await gateway.call('/v1/cartevo/customers', { method: 'POST', body })).status).toBe(201);
  });
});

describe('enroll', () => {
  test.each([
    ['', '/api/v1/customers'],
    ['?enroll=false', '/api/v1/customers'],
    ['?enroll=true', '/api/v1/customers?enroll=true'],
  ])('a form with "%s" is sent to %s', async (query, path) => {
    expect((await withFiles({}, undefined, query)).status).toBe(201);
    expect(posts().map((call) => call.path)).toEqual([path]);
  });

  test('JSON is always enrolled, and refuses the parameter', async () => {
    expect((await withJson()).status).toBe(201);
    expect(posts().map((call) => call.path)).toEqual(['/api/v1/customers/enroll']);
    const answer = await withJson({}, undefined, '?enroll=true');
    expectProblem(answer, { status: 400, code: 'malformed_request', places: ['enroll'] });
    expect(posts()).toHaveLength(1);
  });
});

test.each(['approved', 'rejected'])('a customer that the provider has %s at once says so', async (decision) => {
  const { body } = await withJson({ email: `a+${decision}@example.com` });
  expect(body.data.verification).toMatchObject({ status: decision, statusNative: decision.toUpperCase() });
});
