import { describe, expect, test } from '@jest/globals';
import { TEST_KEY } from '../support/gateway.js';
import { newCustomerJson } from '../support/new-customer.js';
import { expectProblem } from '../support/problem.js';
import { rawRequest, sendRaw } from '../support/raw-http.js';
import { shareStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ } from '../support/wire-records.js';

let stubbed: StubbedGateway;
shareStubbedGateway(['spherepay', 'cartevo'], (shared) => (stubbed = shared));

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
type HeaderLines = readonly (readonly [string, string])[];
const read = (...headers: HeaderLines) =>
  sendRaw(stubbed.gateway.url, rawRequest(`GET ${READ.spherepay}`, [...headers, ['Connection', 'close']]));
const create = (...headers: HeaderLines) => {
  const body = JSON.stringify(newCustomerJson());
  const own = [
    ['Content-Type', 'application/json'],
    ['Content-Length', `${body.length}`],
  ] as const;
  return sendRaw(stubbed.gateway.url, rawRequest('POST /v1/cartevo/customers', [...own, ...headers], body));
};

describe('X-Request-Id', () => {
  test('of 1 to 128 accepted characters is returned, logged and sent upstream', async () => {
    for (const id of ['a', 'A-Za-z0-9._-', 'x'.repeat(128)]) {
      stubbed.forget();
      const answer = await read(['X-Request-Id', id]);
      expect(answer.headers.get('x-request-id')).toBe(id);
      expect(answer.body.meta.requestId).toBe(id);
      expect(stubbed.calls().map(({ headers }) => headers['x-request-id'])).toEqual([id]);
      expect(stubbed.gateway.logs().some((line) => line['requestId'] === id)).toBe(true);
    }
  });

  test.each([
    ['129 characters', 'x'.repeat(129)],
    ['8 KB', 'x'.repeat(8192)],
    ['blanks inside', 'a b'],
    ['letters outside ASCII', 'abc\xe9'],
    ['a quotation mark', 'a"b'],
    ['a tab inside', 'a\tb'],
    ['an ANSI sequence’s letters', 'a[31mb'],
    ['nothing', ''],
  ])('with %s is replaced', async (_name, id) => {
    const answer = await read(['X-Request-Id', id]);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-request-id')).toMatch(UUID);
    expect(answer.body.meta.requestId).toBe(answer.headers.get('x-request-id'));
    expect(stubbed.calls().map(({ headers }) => headers['x-request-id'])).toEqual([answer.body.meta.requestId]);
  });

  test('given twice is replaced', async () => {
    const answer = await read(['X-Request-Id', 'one'], ['X-Request-Id', 'two']);
    expect(answer.headers.get('x-request-id')).toMatch(UUID);
  });
});

describe('characters that no header may hold are refused before any route', () => {
  test.each([
    ['NUL in the request id', 'X-Request-Id', 'abc\0def'],
    ['CR in the request id', 'X-Request-Id', 'abc\rdef'],
    ['a folded request id', 'X-Request-Id', 'abc\r\n def'],
    ['NUL in the idempotency key', 'Idempotency-Key', 'abc\0def'],
    ['CR in the idempotency key', 'Idempotency-Key', 'abc\rdef'],
    ['a folded idempotency key', 'Idempotency-Key', 'abc\r\n\tdef'],
  ])('%s', async (_name, header, value) => {
    for (const send of [read, create]) {
      const answer = await send([header, value]);
      expectProblem(answer, { status: 400, code: 'malformed_request', origin: 'caller', outcome: 'not_sent' });
    }
    expect(stubbed.calls()).toEqual([]);
  });

  test('CRLF ends the header: what follows is a header of its own and reaches nobody', async () => {
    const answer = await read(['X-Request-Id', 'abc\r\nX-Evil: 1']);
    expect(answer.headers.get('x-request-id')).toBe('abc');
    expect(answer.headers.has('x-evil')).toBe(false);
    expect(stubbed.calls()[0]?.headers).not.toHaveProperty('x-evil');
  });
});

test('duplicate Authorization is refused, whichever comes first', async () => {
  for (const second of [TEST_KEY, 'another']) {
    const answer = await read(['Authorization', `Bearer ${second}`]);
    expectProblem(answer, { status: 400, code: 'malformed_request', places: ['Authorization'] });
  }
  expect(stubbed.calls()).toEqual([]);
});

test.each([
  ['the same twice', '10', '10'],
  ['two that differ', '10', '20'],
])('duplicate Content-Length is refused: %s', async (_name, first, second) => {
  const lines: HeaderLines = [
    ['Content-Type', 'application/json'],
    ['Content-Length', first],
    ['Content-Length', second],
  ];
  const answer = await sendRaw(stubbed.gateway.url, rawRequest('POST /v1/cartevo/customers', lines, '{"a":"bcd"}'));
  expectProblem(answer, { status: 400, code: 'malformed_request', outcome: 'not_sent' });
  expect(stubbed.calls()).toEqual([]);
});

test('Content-Length beside Transfer-Encoding is refused', async () => {
  const lines: HeaderLines = [
    ['Content-Type', 'application/json'],
    ['Content-Length', '5'],
    ['Transfer-Encoding', 'chunked'],
  ];
  const answer = await sendRaw(stubbed.gateway.url, rawRequest('POST /v1/cartevo/customers', lines, '0\r\n\r\n'));
  expectProblem(answer, { status: 400, code: 'malformed_request', outcome: 'not_sent' });
  expect(stubbed.calls()).toEqual([]);
});

test('a forged X-Forwarded-For changes nothing and is sent to nobody', async () => {
  const forged: HeaderLines = [
    ['X-Forwarded-For', '203.0.113.7, 10.0.0.1'],
    ['X-Forwarded-Host', 'evil.example'],
    ['X-Forwarded-Proto', 'https'],
    ['Forwarded', 'for=203.0.113.7;host=evil.example'],
    ['X-Real-Ip', '203.0.113.7'],
  ];
  const answer = await read(...forged);
  expect(answer.status).toBe(200);
  const [call] = stubbed.calls();
  expect(Object.keys(call?.headers ?? {}).filter((name) => /forward|real-ip/.test(name))).toEqual([]);
  expect(stubbed.gateway.rawLog()).not.toContain('203.0.113.7');
  expect(JSON.stringify([...answer.headers]) + answer.text).not.toContain('evil.example');
});

describe('Idempotency-Key', () => {
  test.each([
    ['empty', ''],
    ['256 characters', 'k'.repeat(256)],
    ['letters outside ASCII', 'clé\xe9'],
    ['blanks inside', 'a b'],
    ['an open quotation', '"abc'],
    ['a quotation mark inside a quotation', '"a"b"'],
    ['a blank inside a quotation', '"a b"'],
  ])('that is %s is refused', async (_name, key) => {
    const answer = await create(['Idempotency-Key', key]);
    expectProblem(answer, { status: 400, code: 'malformed_request', places: ['Idempotency-Key'] });
    expect(stubbed.calls()).toEqual([]);
  });

  test('that comes twice is refused', async () => {
    const answer = await create(['Idempotency-Key', 'one'], ['Idempotency-Key', 'one']);
    expectProblem(answer, { status: 400, code: 'malformed_request', places: ['Idempotency-Key'] });
    expect(stubbed.calls()).toEqual([]);
  });
});
