import { describe, expect, it } from '@jest/globals';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { ExactNumber } from './exact-numbers.js';
import { MAX_ANSWER_BYTES, readAnswer, type JsonAnswer } from './json-reader.js';
import { UpstreamError } from './upstream-error.js';

type Headers = Record<string, string>;
const JSON_TYPE: Headers = { 'content-type': 'application/json' };

function read(body: string | Buffer, headers: Headers = JSON_TYPE, status = 200): JsonAnswer {
  return readAnswer(status, headers, Buffer.from(body));
}

function refusal(body: string | Buffer, headers: Headers = JSON_TYPE, status = 200): UpstreamError {
  try {
    read(body, headers, status);
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    throw error;
  }
  throw new Error('the answer was read');
}

const bad = (body: string | Buffer, headers?: Headers) => {
  const error = refusal(body, headers);
  expect(error).toMatchObject({ failure: 'bad_answer', status: 200, sent: true });
  return error.message;
};

describe('the status', () => {
  it.each([300, 301, 302, 303, 304, 307, 308])('%i is a redirect, whatever the body is', (status) => {
    expect(refusal('{}', JSON_TYPE, status)).toMatchObject({ failure: 'redirect', status });
  });

  it.each([400, 404, 422, 500, 503])('%i is an error with its body', (status) => {
    const error = refusal('{"message":"no"}', { ...JSON_TYPE, 'retry-after': '3' }, status);
    expect(error).toMatchObject({
      failure: 'status',
      status,
      body: { message: 'no' },
      webPage: false,
      retryAfter: '3',
    });
  });

  it.each([
    ['text/html', '<html>', true],
    ['application/xhtml+xml', '<html/>', true],
    ['text/plain', 'gone', false],
    ['application/json', '{broken', false],
  ])('of an error that is %s keeps nothing of the body', (type, body, webPage) => {
    expect(refusal(body, { 'content-type': type }, 502)).toMatchObject({
      failure: 'status',
      status: 502,
      body: null,
      webPage,
    });
  });

  it.each([200, 201, 202])('%i is read', (status) => {
    expect(read('{"a":1}', JSON_TYPE, status)).toEqual({ status, body: { a: 1 }, mayHoldCardData: false });
  });
});

describe('the status inside the body', () => {
  it.each([
    ['{"statusCode":404}', 404],
    ['{"status":403}', 403],
    ['{"success":false,"statusCode":503}', 503],
    ['{"success":false}', 200],
    ['{"success":false,"statusCode":200}', 200],
  ])('of a 200 with %s counts', (body, status) => {
    expect(refusal(body)).toMatchObject({ failure: 'status', status, body: JSON.parse(body) as unknown });
  });

  it.each([
    '{"success":true,"statusCode":200}',
    '{"statusCode":201}',
    '{"status":"incomplete"}',
    '{"status":600}',
    '{"status":302}',
    '{"status":-1}',
    '{"statusCode":"404"}',
    '{"success":null}',
    '{"statusCode":404.5}',
    '[{"statusCode":404}]',
  ])('of a 200 with %s says nothing', (body) => {
    expect(read(body).status).toBe(200);
  });

  it.each([
    [400, 500, 500],
    [500, 404, 500],
    [404, 409, 404],
    [422, 503, 503],
    [503, 200, 503],
    [200, 404, 404],
  ])('and outside disagree (%i, %i): the worse one, %i, wins', (outer, inner, status) => {
    const error = refusal(JSON.stringify({ statusCode: inner }), JSON_TYPE, outer);
    expect(error).toMatchObject({ status, httpStatus: outer, innerStatus: inner });
  });
});

describe('the content type', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json; charset = utf8',
    'APPLICATION/JSON',
    'application/problem+json',
    'application/vnd.api+json',
  ])('%s is JSON', (type) => {
    expect(read('{}', { 'content-type': type }).body).toEqual({});
  });

  it('may be missing', () => {
    expect(read('{}', {}).body).toEqual({});
  });

  it.each(['text/html', 'text/plain', 'text/json', 'application/jsonp', 'application/xml', ''])(
    '%p is not JSON',
    (type) => {
      expect(bad('{}', { 'content-type': type })).toBe('the answer is not JSON');
    },
  );

  it.each([
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'application/json; charset=utf-7',
  ])('%s is not UTF-8', (type) => {
    expect(bad('{}', { 'content-type': type })).toBe('the answer is not in UTF-8');
  });
});

describe('the text', () => {
  it.each([
    ['invalid UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['an overlong form', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['half a surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['UTF-16', Buffer.from('\ufeff{}', 'utf16le')],
  ])('that is %s is refused', (_name, bytes) => {
    expect(bad(bytes)).toBe('the answer is not in UTF-8');
  });

  it.each([
    '',
    ' ',
    '{',
    '{"a":',
    '[1,2',
    'undefined',
    'NaN',
    "{'a':1}",
    '{"a":1,}',
    '{"a":01}',
    '{}x',
    '{"a":"\u0000"}',
  ])('that is %p is not well-formed JSON', (text) => {
    expect(bad(text)).toBe('the answer is not well-formed JSON');
  });

  it.each(['null', 'true', '5', '"text"', '[]'])('that is %s is read: what it means is for the mapper', (text) => {
    expect(read(text).body).toEqual(JSON.parse(text));
  });

  it('may begin with a byte order mark', () => {
    expect(read('\ufeff{"a":1}').body).toEqual({ a: 1 });
  });

  it('never becomes part of an error', () => {
    expect(bad('{"email":"jane@example.com"')).not.toContain('jane');
  });

  it('with a key twice: the last one counts', () => {
    expect(read('{"status":"a","status":"b"}').body).toEqual({ status: 'b' });
  });

  it('with keys that reach a prototype loses them, and pollutes nothing', () => {
    const { body } = read(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":"x","a":{"__proto__":{"b":1}}}',
    );
    expect(Object.keys(body as object)).toEqual(['toString', 'a']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf((body as { a: object }).a)).toBe(Object.prototype);
  });

  it('may be 32 levels deep and no deeper; 100 000 levels break nothing', () => {
    expect(read('['.repeat(32) + ']'.repeat(32)).body).toBeTruthy();
    expect(bad('['.repeat(33) + ']'.repeat(33))).toBe('the answer is nested too deep');
    expect(bad('{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000))).toBe('the answer is nested too deep');
    expect(read(JSON.stringify({ text: '[{'.repeat(1000) })).body).toEqual({ text: '[{'.repeat(1000) });
  });

  it('keeps numbers that a double would change', () => {
    const { body } = read('{"a":9223372036854775808,"b":1e400,"c":0.1,"d":5,"e":100.0,"f":0.30000000000000004}');
    expect(body).toEqual({
      a: new ExactNumber('9223372036854775808'),
      b: new ExactNumber('1e400'),
      c: 0.1,
      d: 5,
      e: 100,
      f: 0.30000000000000004,
    });
  });

  it.each([
    ['{"a":"plain"}', false],
    [`{"a":"${['4111', '1111', '1111', '1111'].join(' ')}"}`, true],
    [`{"a":${['4111', '1111', '1111', '1111'].join('')}}`, true],
    ['{"a":"tkMplr_x"}', true],
    ['{"a":"eyJhbGciOiJub25lIn0.e30.x"}', true],
    ['{"a":"\\u0034"}', true],
  ])('%s may hold card data: %p', (text, may) => {
    expect(read(text).mayHoldCardData).toBe(may);
  });
});

describe('the encoding', () => {
  const bytes = Buffer.from('{"a":1}');

  it.each([
    ['gzip', gzipSync(bytes)],
    ['x-gzip', gzipSync(bytes)],
    ['deflate', deflateSync(bytes)],
    ['br', brotliCompressSync(bytes)],
    [' GZIP ', gzipSync(bytes)],
    ['identity', bytes],
    ['', bytes],
  ])('%p is inflated although it was not asked for', (encoding, body) => {
    expect(read(body, { ...JSON_TYPE, 'content-encoding': encoding }).body).toEqual({ a: 1 });
  });

  it.each([
    ['zstd', zstdCompressSync(bytes)],
    ['compress', bytes],
    ['gzip, br', gzipSync(bytes)],
  ])('%p is refused', (encoding, body) => {
    expect(bad(body, { ...JSON_TYPE, 'content-encoding': encoding })).toBe(
      'the answer has an encoding that was not asked for',
    );
  });

  it.each(['gzip', 'deflate', 'br'])('%s that is broken is refused', (encoding) => {
    expect(bad(bytes, { ...JSON_TYPE, 'content-encoding': encoding })).toMatch(/compression is broken/);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)('%s that inflates to 64 MiB is refused at once', (encoding, compress) => {
    const bomb = compress(Buffer.alloc(64 * 1024 * 1024, ' '));
    const { arrayBuffers } = process.memoryUsage();
    // The best of some tries: a garbage collection of the bomb's own memory may fall into any of them.
    const times = [1, 2, 3, 4, 5].map(() => {
      const startedAt = performance.now();
      expect(bad(bomb, { ...JSON_TYPE, 'content-encoding': encoding })).toMatch(/too strong/);
      return performance.now() - startedAt;
    });
    expect(Math.min(...times)).toBeLessThan(200);
    expect(process.memoryUsage().arrayBuffers - arrayBuffers).toBeLessThan(16 * 1024 * 1024);
  });

  it('may inflate to the limit and no further', () => {
    const text = (size: number) => gzipSync(`"${'x'.repeat(size - 2)}"`);
    const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    expect(read(text(MAX_ANSWER_BYTES), headers).body).toHaveLength(MAX_ANSWER_BYTES - 2);
    expect(bad(text(MAX_ANSWER_BYTES + 1), headers)).toMatch(/too strong/);
  });
});
