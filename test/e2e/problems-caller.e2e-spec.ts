import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ERROR_CATALOGUE } from '../../src/canonical/error-catalogue.js';
import { keyEntry, startTestGateway, type TestGateway } from '../support/gateway.js';
import { asJson, newCustomerJson } from '../support/new-customer.js';
import { expectProblem } from '../support/problem.js';
import { rawRequest, sendRaw } from '../support/raw-http.js';
import { startStub, stubEnvironment, type StubProvider } from '../support/stub-provider.js';
import { IDS, READ, healthy } from '../support/wire-records.js';
import { checkedFetch } from '../support/openapi/checked-answers.js';

// A gateway that knows Cartevo and SpherePay only, so that the partner is a provider that is not enabled.
let stub: StubProvider;
let gateway: TestGateway;
const READER = 'reader-key';
beforeAll(async () => {
  stub = await startStub(healthy('spherepay'));
  const admin = keyEntry('admin', 'admin-key', 'admin');
  const full = keyEntry('test', 'test-key', 'customers:read customers:write cards:read sensitive:read');
  gateway = await startTestGateway({
    ...stubEnvironment({ cartevo: stub.url, spherepay: stub.url }),
    GATEWAY_API_KEYS: [full, keyEntry('reader', READER, 'customers:read'), admin].join(','),
  });
});
afterAll(async () => {
  await gateway.stop();
  await stub.close();
});
beforeEach(() => {
  stub.calls.length = 0;
});

const mine = { origin: 'caller', outcome: 'not_sent', safe: false, afterSeconds: null, provider: null } as const;

describe('401', () => {
  test.each([
    ['no key', null],
    ['an unknown key', 'wrong-key'],
  ])('%s: unauthenticated, with WWW-Authenticate', async (_name, key) => {
    const answer = await gateway.call(READ.spherepay, { key });
    expectProblem(answer, { status: 401, code: 'unauthenticated', ...mine });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer\b/);
    expect(stub.calls).toEqual([]);
  });
});

describe('403', () => {
  test('a scope that is missing is named', async () => {
    const answer = await gateway.call(`/v1/cartevo/customers/${IDS.cartevo}/cards`, { key: READER });
    expect(expectProblem(answer, { status: 403, code: 'forbidden', ...mine }).detail).toContain('cards:read');
    expect(stub.calls).toEqual([]);
  });

  test('the body of a forbidden request is not looked at', async () => {
    const answer = await gateway.call('/v1/cartevo/customers', {
      method: 'POST',
      key: READER,
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expectProblem(answer, { status: 403, code: 'forbidden', ...mine });
  });
});

describe('404', () => {
  test.each(['/', '/v1', '/v2/cartevo/customers', '/v1/cartevo', '/v1/cartevo/customers/a/b/c', '/V1/providers'])(
    '%s: route_not_found, with and without a key',
    async (path) => {
      for (const key of ['test-key', null]) {
        expectProblem(await gateway.call(path, { key }), { status: 404, code: 'route_not_found', ...mine });
      }
    },
  );

  test.each([READ.partner, '/v1/partner/customers?externalId=ext-0001', '/v1/partner'])(
    '%s: provider_not_enabled',
    async (path) => {
      expectProblem(await gateway.call(path), { status: 404, code: 'provider_not_enabled', ...mine });
    },
  );

  test('/v1/providers tells a provider that is not enabled from one that does not exist', async () => {
    const disabled = await gateway.call('/v1/providers/partner');
    expectProblem(disabled, { status: 404, code: 'provider_not_enabled', ...mine });
    const unknown = await gateway.call('/v1/providers/nobody');
    expectProblem(unknown, { status: 404, code: 'resource_not_found', ...mine });
    const { body } = await gateway.call('/v1/providers');
    expect(body.data.map(({ name }: { name: string }) => name)).toEqual(['cartevo', 'spherepay']);
  });
});

describe('405', () => {
  test.each([
    ['DELETE', READ.spherepay, /\bGET\b/],
    ['PUT', '/v1/cartevo/customers', /\bGET\b.*\bPOST\b/],
    ['PATCH', READ.cartevo, /\bGET\b/],
    ['PUT', '/v1/spherepay/customers', /\bGET\b.*\bPOST\b/],
    ['POST', '/health/live', /\bGET\b/],
    ['DELETE', '/v1/providers', /\bGET\b/],
    ['OPTIONS', '/v1/providers', /\bGET\b/],
  ])('%s %s: method_not_allowed, with Allow', async (method, path, allow) => {
    const answer = await gateway.call(path, { method });
    expectProblem(answer, { status: 405, code: 'method_not_allowed', ...mine });
    expect(answer.headers.get('allow')).toMatch(allow);
    expect(answer.headers.get('allow')).not.toContain(method);
    expect(stub.calls).toEqual([]);
  });

  test.each(['TRACE', 'PROPFIND', 'BREW'])('%s is refused', async (method) => {
    const { status } = await sendRaw(gateway.url, rawRequest(`${method} ${READ.spherepay}`, [['Connection', 'close']]));
    expect([400, 404, 405, 501]).toContain(status);
    expect(stub.calls).toEqual([]);
  });
});

describe('400', () => {
  const post = (query: string) => gateway.call(`/v1/cartevo/customers${query}`, asJson(newCustomerJson()));

  test.each(['?enroll=true', '?enroll=false'])('%s with JSON is refused: it belongs to the form', async (query) => {
    expectProblem(await post(query), { status: 400, code: 'malformed_request', ...mine, places: ['enroll'] });
    expect(stub.calls).toEqual([]);
  });

  test.each(['?enroll=1', '?enroll=', '?x=1'])('%s is refused', async (query) => {
    const places = [query.slice(1).split('=')[0] ?? ''];
    expectProblem(await post(query), { status: 400, code: 'malformed_request', ...mine, places });
    expect(stub.calls).toEqual([]);
  });

  test('a query is never repeated in `instance`', async () => {
    const answer = await gateway.call(`${READ.spherepay}?email=jane@example.com`);
    expect(expectProblem(answer, { status: 400, code: 'malformed_request' }).instance).toBe(READ.spherepay);
    expect(answer.text).not.toContain('jane@example.com');
  });
});

describe('what the parser refuses is answered with a problem document too', () => {
  const refused = { ...mine, code: 'malformed_request' } as const;

  test.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['no version', 'GET /v1/providers\r\n\r\n'],
    ['HTTP/2 without negotiation', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a header without colon', 'GET /v1/providers HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n'],
    ['a blank before the colon', 'GET /v1/providers HTTP/1.1\r\nHost : a\r\n\r\n'],
    ['no Host', 'GET /v1/providers HTTP/1.1\r\n\r\n'],
    ['TLS', Buffer.from('160301020001', 'hex')],
    ['a wrong chunk', 'POST /v1/providers HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
  ])('%s', async (_name, request) => {
    const answer = await sendRaw(gateway.url, request);
    // The last two are only noticed once a route has answered.
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  });

  test('a header of 64 KB: 431', async () => {
    const answer = await sendRaw(gateway.url, rawRequest(`GET ${READ.spherepay}`, [['X-Long', 'x'.repeat(65_536)]]));
    expectProblem(answer, { status: 431, ...refused });
    expect(stub.calls).toEqual([]);
  });

  test.each([9_000, 15_000, 70_000])('a URL of %s characters', async (length) => {
    const answer = await sendRaw(gateway.url, rawRequest(`GET /v1/spherepay/customers/${'a'.repeat(length)}`));
    expect([404, 414, 431]).toContain(answer.status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(stub.calls).toEqual([]);
  });
});

describe('error pages', () => {
  test.each(Object.keys(ERROR_CATALOGUE))(
    '/errors/%s says what happened and what to do, without a key',
    async (code) => {
      const answer = await gateway.call(`/errors/${code}`, { key: null });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
      for (const words of [code, 'What happened', 'What to do']) expect(answer.text).toContain(words);
      expect(answer.text).not.toMatch(/<script/i);
    },
  );

  test('the `type` of a problem document leads to such a page', async () => {
    const { body } = await gateway.call('/nowhere');
    expect((await checkedFetch(new URL(body.type, gateway.url).href)).status).toBe(200);
  });

  test.each(['nonsense', '__proto__', 'constructor', 'toString'])('/errors/%s does not exist', async (code) => {
    expectProblem(await gateway.call(`/errors/${code}`), { status: 404, code: 'resource_not_found', ...mine });
  });
});
