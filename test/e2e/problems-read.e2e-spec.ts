import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { expectProblem, type ExpectedProblem } from '../support/problem.js';
import { json, type StubHandler } from '../support/stub-provider.js';
import { PROVIDERS, startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ, RECORDS, enveloped, sendCustomer, type Wire } from '../support/wire-records.js';

const TIMEOUT_MS = '400';
let stubbed: StubbedGateway;
beforeAll(async () => {
  const timeouts = PROVIDERS.map((name) => [`${name.toUpperCase()}_TIMEOUT_MS`, TIMEOUT_MS]);
  // One fault after the other: a circuit breaker would answer from the fifth on.
  stubbed = await startStubbedGateway({
    ...Object.fromEntries(timeouts),
    GATEWAY_BREAKER: 'off',
    GATEWAY_RETRY_PAUSE_MS: '5',
  });
});
afterAll(() => stubbed.stop());
beforeEach(() => stubbed.forget());

const page = (status: number): StubHandler => {
  return (_call, response) =>
    void response
      .writeHead(status, { 'content-type': 'text/html' })
      .end('<html><body>jane.doe@example.com</body></html>');
};
const body = (status: number, content: unknown, headers?: Record<string, string>): StubHandler => {
  return (_call, response) => json(response, status, content, headers);
};
const text = (content: string | Buffer, type = 'application/json'): StubHandler => {
  return (_call, response) => void response.writeHead(200, { 'content-type': type }).end(content);
};
const violation = { status: 502, code: 'provider_contract_violation' } as const;
const failed = { status: 502, code: 'provider_error' } as const;
const lost = { status: 502, code: 'provider_connection_lost' } as const;
const refused = { ...failed, safe: false } as const;
const denied = { status: 502, code: 'provider_auth_failed', safe: false } as const;
const away = { status: 503, code: 'provider_unavailable', afterSeconds: 5 } as const;
const slow = { status: 504, code: 'provider_timeout' } as const;
const missing = { status: 404, code: 'resource_not_found', safe: false } as const;

const FAULTS: readonly (readonly [name: string, fault: StubHandler, expected: ExpectedProblem, http: number | null])[] =
  [
    ['404 in the provider’s words', body(404, { statusCode: 404, message: 'Customer not found' }), missing, 404],
    ['404 as a web page', page(404), refused, 404],
    ['401', body(401, { message: 'bad token' }), denied, 401],
    ['403', body(403, { message: 'no' }), denied, 403],
    ['400 about something else', body(400, { message: 'jane.doe@example.com' }), refused, 400],
    ['418', body(418, {}), refused, 418],
    ['500 with a web page', page(500), failed, 500],
    ['500 with JSON', body(500, { message: 'jane.doe@example.com' }), failed, 500],
    ['501', body(501, {}), failed, 501],
    ['502', page(502), failed, 502],
    ['503', body(503, {}), away, 503],
    ['503 that says when', body(503, {}, { 'retry-after': '17' }), { ...away, afterSeconds: 17 }, 503],
    ['504', page(504), slow, 504],
    ['200 with a web page', page(200), violation, 200],
    ['200 as text/html that is JSON', text('{}', 'text/html'), violation, 200],
    ['200 without any byte', text(''), violation, 200],
    ['200 with truncated JSON', text('{"data":{"id":"4d'), violation, 200],
    ['200 with null', text('null'), violation, 200],
    ['200 with a list', text('[]'), violation, 200],
    ['200 with text', text('"ok"'), violation, 200],
    ['200 without an id', text('{"data":{"email":"jane.doe@example.com"}}'), violation, 200],
    ['200 that is not UTF-8', text(Buffer.from('{"id":"\xff"}', 'latin1')), violation, 200],
    ['200 in UTF-16', text(Buffer.from('\uFEFF{}', 'utf16le')), violation, 200],
    ['200 nested 100,000 deep', text('['.repeat(100_000)), violation, 200],
    ['2 MiB', text(`{"padding":"${'x'.repeat(2_097_152)}"}`), violation, 200],
    ['an unknown encoding', body(200, {}, { 'content-encoding': 'zstd' }), violation, 200],
    ['204', (_call, response) => void response.writeHead(204).end(), violation, 204],
    ['connection lost before the head', ({}, response) => void response.socket?.resetAndDestroy(), lost, null],
    ['connection closed without an answer', ({}, response) => void response.socket?.end(), lost, null],
    [
      'connection lost inside the body',
      (_call, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' }).write('{"data":');
        setTimeout(() => response.socket?.resetAndDestroy(), 20);
      },
      lost,
      null,
    ],
    ['malformed HTTP', ({}, response) => void response.socket?.end('HTTP/1.1 abc\r\n\r\n'), violation, null],
    ['no answer at all', () => undefined, slow, null],
    [
      'a body that drips',
      (_call, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => response.write(' '), 50);
        response.once('close', () => clearInterval(timer));
      },
      slow,
      null,
    ],
  ];

describe.each(PROVIDERS)('a read of %s', (provider) => {
  test.each(FAULTS)('%s', async (_name, fault, expected, httpStatus) => {
    stubbed.stubs[provider].handle(fault);
    const started = performance.now();
    const answer = await stubbed.gateway.call(READ[provider]);
    expect(performance.now() - started).toBeLessThan(Number(TIMEOUT_MS) + 1000);
    expectProblem(answer, {
      origin: 'provider',
      outcome: 'rejected',
      safe: true,
      afterSeconds: null,
      ...expected,
      provider: { name: provider, httpStatus },
      places: [],
    });
    expect(answer.text).not.toContain('jane.doe');
    // No answer of a provider may call for help: a deadline counts the calls.
    expect(stubbed.stubs[provider].calls.length).toBeLessThanOrEqual(3);
  });

  test('another record than the one asked for', async () => {
    const record = RECORDS[provider]() as Wire;
    const key = provider === 'partner' ? 'customer_id' : 'id';
    stubbed.stubs[provider].handle((_call, response) => {
      sendCustomer(provider, response, { ...record, [key]: `${String(record[key]).slice(0, -1)}f` });
    });
    const answer = await stubbed.gateway.call(READ[provider]);
    expectProblem(answer, { ...violation, origin: 'provider', outcome: 'rejected', provider: { httpStatus: 200 } });
    expect(answer.text).not.toMatch(/example\.com/);
  });

  test.each([
    ['503 inside 200', body(200, { success: false, statusCode: 503, message: 'x' }), away, 200, 503],
    ['500 inside 404', body(404, enveloped(null, { statusCode: 500 })), failed, 404, 500],
    ['404 inside 500', body(500, enveloped(null, { statusCode: 404 })), failed, 500, 404],
    ['200 inside 503', body(503, enveloped(null, { statusCode: 200 })), away, 503, 200],
  ])('the worse of an inner and an outer status counts, and both are logged: %s', async (...row) => {
    const [, fault, expected, httpStatus, inner] = row;
    stubbed.stubs[provider].handle(fault);
    const { requestId } = expectProblem(await stubbed.gateway.call(READ[provider]), {
      ...expected,
      provider: { httpStatus },
    });
    const lines = stubbed.gateway.logs().filter((line) => line['requestId'] === requestId && line['httpStatus']);
    const upstreamStatus = Math.max(httpStatus, inner);
    expect(lines).toMatchObject([{ upstreamStatus, upstreamStatuses: { http: httpStatus, inner } }]);
  });

  test.each([301, 302, 303, 307, 308])('%s is never followed', async (status) => {
    let followed = 0;
    const target = createServer((_request, response) => {
      followed++;
      response.end('{}');
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    const location = `http://127.0.0.1:${(target.address() as AddressInfo).port}/`;
    stubbed.stubs[provider].handle(body(status, {}, { location }));
    const answer = await stubbed.gateway.call(READ[provider]);
    expectProblem(answer, { ...violation, origin: 'provider', provider: { httpStatus: status } });
    expect(followed).toBe(0);
    expect(answer.text).not.toContain(location);
    await new Promise((resolve) => target.close(resolve));
  });

  test.each([
    ['7', 7],
    [new Date(Date.now() + 60_000).toUTCString(), null],
    ['', 5],
    ['-1', 5],
    ['1000000000', 300],
    ['soon', 5],
    ['0', 1],
  ])('429 with Retry-After "%s"', async (retryAfter, seconds) => {
    stubbed.stubs[provider].handle(body(429, {}, retryAfter === '' ? {} : { 'retry-after': retryAfter }));
    const answer = await stubbed.gateway.call(READ[provider]);
    const { retry } = expectProblem(answer, {
      status: 503,
      code: 'provider_rate_limited',
      origin: 'provider',
      outcome: 'rejected',
      safe: true,
      provider: { name: provider, httpStatus: 429 },
    });
    if (seconds === null) expect(retry.afterSeconds).toBeGreaterThan(10);
    else expect(retry.afterSeconds).toBe(seconds);
    expect(retry.afterSeconds).toBeLessThanOrEqual(300);
  });
});

test('the partner’s 200 with its words for "not found" is 404, and an empty list for a search', async () => {
  stubbed.stubs.partner.handle(body(200, { code: 'CUSTOMER_NOT_FOUND', message: 'Customer not found' }));
  expectProblem(await stubbed.gateway.call(READ.partner), { ...missing, origin: 'provider' });
  const { status, body: found } = await stubbed.gateway.call('/v1/partner/customers?externalId=ext-1');
  expect({ status, data: found.data }).toEqual({ status: 200, data: [] });
});

test('a 200 without a record whose words are not in the error table is 502', async () => {
  stubbed.stubs.partner.handle(body(200, { code: 'SOMETHING_ELSE', message: 'Try again' }));
  expectProblem(await stubbed.gateway.call(READ.partner), violation);
});

test('code and correlation id of the provider are repeated, its message on a read is not', async () => {
  const report = { status: 500, detail: 'jane.doe@example.com', code: 'internal/oops', correlationId: 'abc-123' };
  stubbed.stubs.spherepay.handle(body(500, report));
  expectProblem(await stubbed.gateway.call(READ.spherepay), {
    ...failed,
    provider: { name: 'spherepay', httpStatus: 500, code: 'internal/oops', message: null, correlationId: 'abc-123' },
  });
});
