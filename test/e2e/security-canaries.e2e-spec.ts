import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  CANARY_RECORDS,
  CARD_FORMS,
  PERSONAL,
  SECRETS,
  SENSITIVE,
  canariesIn,
  canaryCard,
  canaryCartevoCustomer,
} from '../support/canaries.js';
import { keyEntry, startTestGateway, type TestAnswer, type TestGateway } from '../support/gateway.js';
import { BACK, FRONT, jpeg, newCustomer, toForm } from '../support/new-customer.js';
import { json, startStub, type StubHandler, type StubProvider } from '../support/stub-provider.js';
import { PROVIDERS, type ProviderName } from '../support/stubbed-gateway.js';
import { READ, enveloped, healthy } from '../support/wire-records.js';

// Scorecard S01 and S02: personal data and secrets through everything that can go well or wrong, at trace level.
let stubs: Record<ProviderName, StubProvider>;
let gateway: TestGateway;
beforeAll(async () => {
  const [cartevo, spherepay, partner] = await Promise.all([startStub(), startStub(), startStub()]);
  stubs = { cartevo, spherepay, partner };
  const scopes = 'customers:read customers:write cards:read sensitive:read';
  gateway = await startTestGateway({
    GATEWAY_API_KEYS: keyEntry('test', SECRETS.callerKey, scopes),
    CARTEVO_BASE_URL: `${cartevo.url}/api/v1`,
    CARTEVO_CLIENT_ID: 'client',
    CARTEVO_CLIENT_KEY: SECRETS.cartevoKey,
    SPHEREPAY_BASE_URL: spherepay.url,
    SPHEREPAY_API_KEY: SECRETS.spherePayKey,
    PARTNER_BASE_URL: partner.url,
    PARTNER_API_KEY: SECRETS.partnerKey,
    PARTNER_API_SECRET: SECRETS.partnerSecret,
    CARTEVO_TIMEOUT_MS: '300',
    CARTEVO_UPLOAD_TIMEOUT_MS: '300',
    SPHEREPAY_TIMEOUT_MS: '300',
    PARTNER_TIMEOUT_MS: '300',
  });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all(Object.values(stubs).map((stub) => stub.close()));
});
beforeEach(() => {
  for (const provider of PROVIDERS) answerWith(provider, healthyWithCanaries(provider));
});

/** Every provider call but the token exchange is answered by this. */
function answerWith(provider: ProviderName, handler: StubHandler): void {
  stubs[provider].handle((call, response, request) => {
    if (!call.url.endsWith('/auth/token')) return handler(call, response, request);
    return json(response, 200, { access_token: SECRETS.cartevoToken, token_type: 'Bearer', expires_in: 3600 });
  });
}

function healthyWithCanaries(provider: ProviderName): StubHandler {
  const whole = healthy(provider, CANARY_RECORDS[provider]());
  return (call, response, request) =>
    call.url.includes('/cards') ? json(response, 200, enveloped([canaryCard()])) : whole(call, response, request);
}

const call = (path: string, init: RequestInit = {}) => gateway.call(path, { ...init, key: SECRETS.callerKey });
const create = (changes: Record<string, unknown> = {}) => {
  const customer = newCustomer({
    givenName: PERSONAL.givenName,
    familyName: PERSONAL.familyName,
    email: PERSONAL.email,
    dateOfBirth: PERSONAL.dateOfBirth,
    phone: `+237${PERSONAL.phone}`,
    address: {
      line1: PERSONAL.street,
      city: PERSONAL.city,
      region: PERSONAL.region,
      postalCode: PERSONAL.postalCode,
      country: 'CM',
    },
    identityDocument: { type: 'national_id', number: SENSITIVE.documentNumber },
    ...changes,
  });
  const files = [FRONT, BACK].map((name) => ({ name, bytes: jpeg(4096, SECRETS.documentBytes), filename: 'a.jpg' }));
  return call('/v1/cartevo/customers', { method: 'POST', body: toForm(customer, files) });
};

function expectClean({ text, headers, status }: TestAnswer): void {
  const head = JSON.stringify([...headers]);
  const everywhere = [PERSONAL, SENSITIVE, SECRETS, CARD_FORMS];
  expect(canariesIn(head, ...everywhere)).toEqual([]);
  if (status >= 400) expect(canariesIn(text, ...everywhere)).toEqual([]);
  else expect(canariesIn(text, SECRETS, CARD_FORMS)).toEqual([]);
}

const readsOf = (provider: ProviderName) => [
  READ[provider],
  provider === 'partner' ? '/v1/partner/customers?externalId=ext-0001' : `/v1/${provider}/customers`,
  ...(provider === 'cartevo' ? [`${READ.cartevo}/cards`] : []),
];

test('there are at least 24 canaries', () => {
  const groups = [PERSONAL, SENSITIVE, SECRETS, CARD_FORMS];
  expect(groups.flatMap((group) => Object.keys(group)).length).toBeGreaterThanOrEqual(24);
});

describe.each(PROVIDERS)('%s', (provider) => {
  test('reads show personal data, and sensitive data only on request', async () => {
    for (const path of readsOf(provider)) {
      const answer = await call(path);
      expect(answer.status).toBe(200);
      expectClean(answer);
      expect(canariesIn(answer.text, SENSITIVE)).toEqual([]);
    }
    const { text } = await call(READ[provider]);
    expect(canariesIn(text, PERSONAL).length).toBeGreaterThan(5);
  });

  const record = () => JSON.stringify(CANARY_RECORDS[provider]());
  const all = () => JSON.stringify([record(), SECRETS, SENSITIVE, CARD_FORMS, PERSONAL]);
  test.each<readonly [name: string, handler: StubHandler]>([
    ['truncated JSON (SyntaxError)', (_call, response) => json(response, 200, record().slice(0, -3))],
    ['JSON that is none', (_call, response) => json(response, 200, all().replaceAll('"', "'"))],
    ['a web page', (_c, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(all())],
    ['an error page', (_c, response) => void response.writeHead(500, { 'content-type': 'text/html' }).end(all())],
    ['an error with everything in it', (_call, response) => json(response, 500, { message: all(), error: all() })],
    ['400 with the record in it', (_call, response) => json(response, 400, { message: [record(), 'x'], code: 'x' })],
    ['404 with everything in it', (_call, response) => json(response, 404, { message: all() })],
    ['409 with the record in it', (_call, response) => json(response, 409, { message: `email ${record()}` })],
    ['another record', (_call, response) => json(response, 200, record().replaceAll(/[0-9a-f](?=",)/g, '0'))],
    ['no id', (_call, response) => json(response, 200, enveloped({ ...JSON.parse(record()), id: 7, customer_id: 7 }))],
    ['too large', (_call, response) => json(response, 200, record() + all().repeat(900))],
    ['connection lost (AxiosError)', (_call, response) => void response.socket?.resetAndDestroy()],
    ['no answer', () => undefined],
    ['credentials refused', (_call, response) => json(response, 403, { message: all() })],
    [
      'a code and headers with everything in it',
      (_call, response) => {
        const headers = {
          'retry-after': PERSONAL.email,
          'x-request-id': PERSONAL.familyName,
          location: PERSONAL.website,
        };
        json(response, 503, { code: PERSONAL.email, correlationId: PERSONAL.email }, headers);
      },
    ],
  ])('no canary in an error: %s', async (_name, handler) => {
    answerWith(provider, handler);
    for (const path of readsOf(provider)) expectClean(await call(path));
    if (provider === 'cartevo') expectClean(await create());
  });
});

describe('creates', () => {
  test('that succeed', async () => {
    const answer = await create();
    expect(answer.status).toBe(201);
    expectClean(answer);
    expect(canariesIn(answer.text, SENSITIVE)).toEqual([]);
  });

  test.each<readonly [name: string, changes: Record<string, unknown>]>([
    ['an unknown field whose name is personal', { [PERSONAL.email.replaceAll('.', '-')]: 'x', email: 'x' }],
    ['wrong values everywhere', { phone: PERSONAL.familyName, dateOfBirth: PERSONAL.street, address: PERSONAL.city }],
    ['an unknown document type', { identityDocument: { type: PERSONAL.familyName, number: '\u0000' } }],
  ])('that are refused: %s', async (_name, changes) => {
    const answer = await create(changes);
    expect(answer.status).toBe(422);
    expectClean(answer);
  });

  test('that are no form and no JSON', async () => {
    for (const contentType of ['application/json', 'multipart/form-data; boundary=x', 'text/plain']) {
      const body = JSON.stringify([PERSONAL, SENSITIVE, SECRETS, CARD_FORMS]).slice(0, -3);
      const answer = await call('/v1/cartevo/customers', {
        method: 'POST',
        headers: { 'content-type': contentType },
        body,
      });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expectClean(answer);
    }
  });
});

test('a token exchange that fails with everything in it shows nothing', async () => {
  stubs.cartevo.handle((_call, response) => json(response, 401, { message: JSON.stringify([SECRETS, PERSONAL]) }));
  expectClean(await call(READ.cartevo));
});

test('a wrong key, and personal data in addresses and headers, are not repeated', async () => {
  const headers = { 'x-request-id': PERSONAL.email, traceparent: PERSONAL.email, 'idempotency-key': PERSONAL.email };
  const query = `?email=${PERSONAL.email}&name=${PERSONAL.familyName}`;
  for (const path of [`/v1/cartevo/customers${query}`, `/v1/nowhere${query}`, `/v1/partner/customers${query}`]) {
    for (const key of [SECRETS.callerKey, SECRETS.unknownKey]) expectClean(await gateway.call(path, { key, headers }));
  }
});

test('the provider names of dropped fields are gone from customers', async () => {
  answerWith('cartevo', healthy('cartevo', canaryCartevoCustomer({ cvv: '737', number_plain: CARD_FORMS.solid })));
  const { text } = await call(`${READ.cartevo}?include=sensitive`);
  expect(text).not.toMatch(/"(?:cvv|pan|number_plain)"/);
  expect(canariesIn(text, SECRETS, CARD_FORMS)).toEqual([]);
});

// Last: the whole log of everything above.
test('no canary is in any log line', () => {
  const lines = gateway.rawLog().split('\n');
  expect(lines.length).toBeGreaterThan(100);
  expect(canariesIn(gateway.rawLog(), PERSONAL, SENSITIVE, SECRETS, CARD_FORMS)).toEqual([]);
});
