import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { newCustomerJson } from '../support/new-customer.js';
import { expectProblem, type ExpectedProblem } from '../support/problem.js';
import { rawRequest, sendRaw } from '../support/raw-http.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';

let stubbed: StubbedGateway;
beforeAll(async () => {
  stubbed = await startStubbedGateway();
});
afterAll(() => stubbed.stop());
afterEach(() => {
  const urls = stubbed.calls().map(({ url }) => url);
  stubbed.forget();
  expect(urls).toEqual([]);
});

const VALID = JSON.stringify(newCustomerJson());
const withMember = (member: string) => `${VALID.slice(0, -1)},${member}}`;
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

async function post(body: string | Buffer, contentType = 'application/json', more: [string, string][] = []) {
  const headers: [string, string][] = [
    ['Content-Type', contentType],
    ['Content-Length', `${Buffer.byteLength(body)}`],
    ...more,
  ];
  return sendRaw(stubbed.gateway.url, rawRequest('POST /v1/cartevo/customers', headers, body));
}

const malformed: ExpectedProblem = {
  status: 400,
  code: 'malformed_request',
  origin: 'caller',
  outcome: 'not_sent',
  safe: false,
  provider: null,
  places: [''],
};

test.each<readonly [name: string, body: string | Buffer]>([
  ['truncated', VALID.slice(0, VALID.length / 2)],
  ['duplicate keys', withMember('"email":"b@example.com"')],
  ['duplicate keys, one of them escaped', withMember('"\\u0065mail":"b@example.com"')],
  ['duplicate keys further down', withMember('"x":{"a":1,"a":2}')],
  ['__proto__', withMember('"__proto__":{"isAdmin":true}')],
  ['__proto__ with an escape', withMember('"__pr\\u006fto__":{"isAdmin":true}')],
  ['constructor.prototype', withMember('"constructor":{"prototype":{"isAdmin":true}}')],
  ['depth 33', nested(33)],
  ['depth 17, one more than accepted', nested(17)],
  ['20,000 levels deep', nested(8_000) + '['.repeat(12_000)],
  ['20,000 arrays deep', '['.repeat(20_000) + ']'.repeat(20_000)],
  ['null', 'null'],
  ['array', `[${VALID}]`],
  ['string', JSON.stringify(VALID)],
  ['number', '1'],
  ['true', 'true'],
  ['BOM', `\uFEFF${VALID}`],
  ['UTF-16 with BOM', Buffer.from(`\uFEFF${VALID}`, 'utf16le')],
  ['invalid UTF-8', Buffer.from(VALID.replace('Amina', 'Am\xefna'), 'latin1')],
  ['overlong UTF-8', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')])],
  ['trailing comma', `${VALID.slice(0, -1)},}`],
  ['comment', `${VALID}//`],
  ['two values', `${VALID}${VALID}`],
  ['NaN', withMember('"a":NaN')],
  ['control character in a text', withMember('"a":"\n"')],
])('%s is refused with 400 at the body', async (_name, body) => {
  expectProblem(await post(body), malformed);
});

test('the refusal never quotes the body', async () => {
  const secret = 'CANARY-jane.doe';
  for (const body of [`{"email":"${secret}`, `${secret}`, `{"${secret}":1,"${secret}":2}`]) {
    expect((await post(body)).text).not.toContain(secret);
  }
});

test('the prototype of objects is as before', () => {
  expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
});

test('1 MB is refused with 413 before it is parsed', async () => {
  const answer = await post(withMember(`"a":"${'x'.repeat(1_000_000)}"`));
  expectProblem(answer, { status: 413, code: 'body_too_large', origin: 'caller', outcome: 'not_sent' });
});

test('one byte over 100 KiB is refused with 413', async () => {
  const body = VALID.padEnd(102_401, ' ');
  expectProblem(await post(body), { status: 413, code: 'body_too_large' });
});

test('a chunked body over 100 KiB is refused with 413', async () => {
  const chunk = 'x'.repeat(50_000);
  const chunks = `${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(3);
  const headers: [string, string][] = [
    ['Content-Type', 'application/json'],
    ['Transfer-Encoding', 'chunked'],
  ];
  const request = rawRequest('POST /v1/cartevo/customers', headers, `${chunks}0\r\n\r\n`);
  expectProblem(await sendRaw(stubbed.gateway.url, request), { status: 413, code: 'body_too_large' });
});

test.each(['utf-7', 'utf-16', 'iso-8859-1', '"utf-7"', 'utf-8; charset=utf-7'])(
  'charset %s is refused with 415',
  async (charset) => {
    const answer = await post(VALID, `application/json; charset=${charset}`);
    expectProblem(answer, { status: 415, code: 'unsupported_media_type', outcome: 'not_sent' });
  },
);

test.each([
  ['gzip', gzipSync(Buffer.alloc(10_000_000, 0x20))],
  ['gzip', gzipSync(VALID)],
  ['br', Buffer.from('anything')],
  ['deflate', Buffer.from('anything')],
  ['gzip', Buffer.from(VALID)],
])('a body in content encoding %s is refused with 415 and never inflated', async (encoding, body) => {
  const before = process.memoryUsage().rss;
  const answer = await post(body, 'application/json', [['Content-Encoding', encoding]]);
  expectProblem(answer, { status: 415, code: 'unsupported_media_type', outcome: 'not_sent' });
  expect(process.memoryUsage().rss - before).toBeLessThan(16_000_000);
});

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/json-patch+json',
  'text/json',
  'application/jsonx',
  'nonsense',
  '',
])('content type "%s" is refused with 415', async (contentType) => {
  expectProblem(await post(VALID, contentType), { status: 415, code: 'unsupported_media_type', outcome: 'not_sent' });
});

test('a body without content type is refused with 415', async () => {
  const request = rawRequest('POST /v1/cartevo/customers', [['Content-Length', `${VALID.length}`]], VALID);
  expectProblem(await sendRaw(stubbed.gateway.url, request), { status: 415, code: 'unsupported_media_type' });
});

test('no body at all is refused', async () => {
  const answer = await post('');
  expect([400, 415]).toContain(answer.status);
  const bare = await sendRaw(stubbed.gateway.url, rawRequest('POST /v1/cartevo/customers', [['Content-Length', '0']]));
  expectProblem(bare, { status: 415, code: 'unsupported_media_type' });
});
