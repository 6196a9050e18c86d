import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { keyEntry } from '../support/gateway.js';
import { expectProblem } from '../support/problem.js';
import { rawRequest, sendRaw } from '../support/raw-http.js';
import { PROVIDERS, startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { CARDS } from '../support/sandbox-cards.js';
import { IDS, READ, healthy } from '../support/wire-records.js';

const SCOPES = ['customers:read', 'customers:write', 'cards:read', 'cards:write', 'sensitive:read', 'admin'] as const;
const keyOf = (scope: string) => `key-${scope}`;

let stubbed: StubbedGateway;
beforeAll(async () => {
  const keys = [
    ...SCOPES.map((scope) => keyEntry(`only ${scope.replace(':', ' ')}`, keyOf(scope), scope)),
    keyEntry('default', 'default-key'),
    keyEntry('rotating', 'old-key', 'customers:read'),
    keyEntry('rotating', 'new-key', 'customers:read'),
    ...PROVIDERS.map((name) => keyEntry(`limited to ${name}`, keyOf(name), `provider:${name}`)),
    keyEntry('two', 'two-key', 'customers:read provider:cartevo provider:partner'),
  ];
  stubbed = await startStubbedGateway({ GATEWAY_API_KEYS: keys.join(',') });
  for (const name of PROVIDERS) stubbed.stubs[name].handle(healthy(name));
});
afterAll(() => stubbed.stop());
beforeEach(() => stubbed.forget());

const ROUTES: readonly (readonly [method: string, path: string, scope: string | null])[] = [
  ['GET', '/v1/providers', null],
  ['GET', '/v1/providers/cartevo', null],
  ['GET', '/v1/providers/cartevo/drift', 'admin'],
  ['GET', READ.cartevo, 'customers:read'],
  ['GET', '/v1/cartevo/customers', 'customers:read'],
  ['POST', '/v1/cartevo/customers', 'customers:write'],
  ['GET', `${READ.cartevo}/cards`, 'cards:read'],
  ['GET', READ.spherepay, 'customers:read'],
  ['GET', '/v1/spherepay/customers', 'customers:read'],
  ['GET', READ.partner, 'customers:read'],
  ['GET', '/v1/partner/customers?externalId=ext-0001', 'customers:read'],
  ['GET', '/v1/audit', 'admin'],
];

const [CARD, PERSON] = [`/v1/cartevo/cards/${CARDS.active}`, READ.spherepay];
/** Writes and reads beside those; without a body nothing comes of them. */
const FURTHER: typeof ROUTES = [
  ['POST', '/v1/spherepay/customers', 'customers:write'],
  ['PATCH', PERSON, 'customers:write'],
  ['POST', `${PERSON}/terms-link`, 'customers:write'],
  ['POST', `${PERSON}/verification-link`, 'customers:write'],
  ['POST', `${PERSON}/documents`, 'customers:write'],
  ['POST', '/v1/partner/customers', 'customers:write'],
  ['GET', '/v1/cartevo/cards', 'cards:read'],
  ['GET', CARD, 'cards:read'],
  ['GET', `${CARD}/transactions`, 'cards:read'],
  ['GET', `${READ.cartevo}/transactions`, 'cards:read'],
  ['POST', '/v1/cartevo/cards', 'cards:write'],
  ...['freeze', 'unfreeze', 'terminate', 'fund', 'withdraw'].map(
    (action) => ['POST', `${CARD}/${action}`, 'cards:write'] as const,
  ),
];

describe('scopes', () => {
  test.each([...ROUTES, ...FURTHER])('%s %s needs %s and nothing else', async (method, path, scope) => {
    for (const candidate of SCOPES) {
      stubbed.forget();
      const { status } = await stubbed.gateway.call(path, { method, key: keyOf(candidate) });
      const allowed = scope === null || candidate === scope;
      expect({ candidate, forbidden: status === 403 }).toEqual({ candidate, forbidden: !allowed });
      if (!allowed) expect(stubbed.calls()).toEqual([]);
    }
  });

  test.each([...ROUTES, ...FURTHER])('%s %s is closed without a key', async (method, path) => {
    expectProblem(await stubbed.gateway.call(path, { method, key: null }), { status: 401, code: 'unauthenticated' });
    expect(stubbed.calls()).toEqual([]);
  });

  test('a key without scopes has all but sensitive:read and admin', async () => {
    for (const [method, path, scope] of ROUTES) {
      const { status } = await stubbed.gateway.call(path, { method, key: 'default-key' });
      expect(scope === 'admin' ? [403] : [200, 415]).toContain(status);
    }
    const answer = await stubbed.gateway.call(`${READ.cartevo}?include=sensitive`, { key: 'default-key' });
    expectProblem(answer, { status: 403, code: 'forbidden' });
  });

  test.each(['/health/live', '/health/ready', '/docs', '/openapi.json', '/errors/forbidden'])(
    '%s is open',
    async (path) => {
      for (const key of [null, 'wrong']) expect((await stubbed.gateway.call(path, { key })).status).toBe(200);
    },
  );

  test('HEAD is checked like GET', async () => {
    const head = (key: string | null) => stubbed.gateway.call(READ.cartevo, { method: 'HEAD', key });
    expect((await head(null)).status).toBe(401);
    expect((await head(keyOf('cards:read'))).status).toBe(403);
    expect((await head(keyOf('customers:read'))).status).toBe(200);
  });
});

describe('the key of a request', () => {
  const send = (authorization: string) =>
    sendRaw(
      stubbed.gateway.url,
      Buffer.from(
        `GET ${READ.cartevo} HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\nConnection: close\r\n\r\n`,
        'latin1',
      ),
    );
  const valid = 'default-key';
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"default"}').toString('base64url')}.`;

  test.each([
    ['nothing', ''],
    ['the scheme alone', 'Bearer'],
    ['the scheme and a blank', 'Bearer '],
    ['a wrong key', 'Bearer wrong'],
    ['a key in capitals', `Bearer ${valid.toUpperCase()}`],
    ['a beginning of the key', `Bearer ${valid.slice(0, -1)}`],
    ['the key and more', `Bearer ${valid}x`],
    ['the key without scheme', valid],
    ['the key twice', `Bearer ${valid} ${valid}`],
    ['the scheme Basic', `Basic ${Buffer.from(`default:${valid}`).toString('base64')}`],
    ['the scheme Basic with the key as it is', `Basic ${valid}`],
    ['the scheme Token', `Token ${valid}`],
    ['the scheme ApiKey', `ApiKey ${valid}`],
    ['the scheme and a tab', `Bearer\t${valid}`],
    ['a quoted key', `Bearer "${valid}"`],
    ['the name of the caller', 'Bearer default'],
    ['the digest that is configured', `Bearer ${keyEntry('x', valid).split(':')[1]}`],
    ['the whole entry', `Bearer ${keyEntry('default', valid)}`],
    ['an unsigned JWT', `Bearer ${unsigned}`],
    ['letters outside ASCII', 'Bearer \xff\xfe'],
    ['8 KB', `Bearer ${'x'.repeat(8192)}`],
    ['the name of something every object has', 'Bearer __proto__'],
  ])('that is %s is 401 with WWW-Authenticate', async (_name, authorization) => {
    const answer = await send(authorization);
    expectProblem(answer, { status: 401, code: 'unauthenticated', outcome: 'not_sent', places: [] });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer\b/);
    expect(stubbed.calls()).toEqual([]);
  });

  test.each(['Bearer', 'bearer', 'BEARER'])('is accepted with the scheme %s, which has no case', async (scheme) => {
    expect((await send(`${scheme} ${valid}`)).status).toBe(200);
  });

  test('is never taken from the query or from another header', async () => {
    const elsewhere = ['X-API-Key', 'Proxy-Authorization', 'Cookie'].map((name) => [name, `Bearer ${valid}`] as const);
    const request = rawRequest(`GET ${READ.cartevo}?access_token=${valid}`, elsewhere).toString('latin1');
    const answer = await sendRaw(stubbed.gateway.url, request.replace(/Authorization: Bearer test-key\r\n/, ''));
    expectProblem(answer, { status: 401, code: 'unauthenticated' });
  });

  test('during a rotation is either of two of the same name, and both are the same caller in the log', async () => {
    for (const key of ['old-key', 'new-key']) {
      const { status, body } = await stubbed.gateway.call(READ.cartevo, { key });
      expect(status).toBe(200);
      const line = stubbed.gateway.logs().find(({ requestId }) => requestId === body.meta.requestId);
      expect(line).toMatchObject({ caller: 'rotating' });
    }
  });

  test('is in no log line', () => {
    expect(stubbed.gateway.rawLog()).not.toMatch(/default-key|old-key|new-key|two-key/);
  });
});

describe('a key that is limited to a provider', () => {
  test('reads nothing at another one: 500 reads, 500 times 403 and no call', async () => {
    const others = PROVIDERS.filter((name) => name !== 'spherepay');
    for (let round = 0; round < 50; round++) {
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) => {
          const provider = others[index % others.length] ?? 'cartevo';
          const path = index < 5 ? READ[provider] : `/v1/${provider}/customers/${IDS[provider]}x${round}${index}`;
          return stubbed.gateway.call(path, { key: keyOf('spherepay') });
        }),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([403]));
    }
    expect(stubbed.calls()).toEqual([]);
  });

  test('does at its own what the scopes allow', async () => {
    for (const provider of PROVIDERS) {
      for (const other of PROVIDERS) {
        const { status } = await stubbed.gateway.call(READ[other], { key: keyOf(provider) });
        expect({ provider, other, status }).toEqual({ provider, other, status: provider === other ? 200 : 403 });
      }
    }
  });

  test('can be limited to several', async () => {
    const statuses = await Promise.all(
      PROVIDERS.map(async (name) => (await stubbed.gateway.call(READ[name], { key: 'two-key' })).status),
    );
    expect(statuses).toEqual([200, 403, 200]);
  });
});
