import { describe, expect, it } from '@jest/globals';
import { readAnswer, type JsonAnswer } from './json-reader.js';
import { UpstreamError } from './upstream-error.js';

type Headers = Record<string, unknown>;
const JSON_TYPE: Headers = { 'content-type': 'application/json' };

/** What reading an answer came to: the answer, or the error. */
function outcome(body: string, headers: Headers = JSON_TYPE, status = 200): JsonAnswer | UpstreamError {
  try {
    return readAnswer(status, headers, Buffer.from(body));
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    throw error;
  }
}

describe('the number of objects and lists', () => {
  const lists = (count: number) => `[${'[],'.repeat(count - 2)}[]]`;

  it('may be 20 000 and no more', () => {
    expect(outcome(lists(20_000))).not.toBeInstanceOf(UpstreamError);
    for (const text of [lists(20_001), `[${'{},'.repeat(20_000)}1]`]) {
      expect(outcome(text)).toMatchObject({ failure: 'bad_answer', message: 'the answer holds too many objects' });
    }
  });
});

it('an answer may be 32 levels deep beside other objects and lists', () => {
  const deep = (levels: number) => `[${'['.repeat(levels - 1)}${']'.repeat(levels - 1)},[],{}]`;
  expect(outcome(deep(32))).not.toBeInstanceOf(UpstreamError);
  expect(outcome(deep(33))).toMatchObject({ failure: 'bad_answer', message: 'the answer is nested too deep' });
});

describe('the error of an answer', () => {
  it.each([
    [302, {}, 'the answer is a redirect'],
    [404, {}, 'the provider answered with status 404'],
    [200, { statusCode: 503 }, 'the provider answered with status 503'],
  ])('%i with %j says so', (status, body, message) => {
    expect(outcome(JSON.stringify(body), JSON_TYPE, status)).toMatchObject({ message, sent: true });
  });

  it.each([
    [{}, null],
    [{ 'retry-after': '5' }, '5'],
    [{ 'retry-after': ['5', '6'] }, null],
  ])('with %j asks for a wait of %p', (headers, retryAfter) => {
    expect(outcome('{}', { ...JSON_TYPE, ...headers }, 503)).toMatchObject({ retryAfter });
    expect(outcome('{"statusCode":503}', { ...JSON_TYPE, ...headers })).toMatchObject({ retryAfter });
  });

  it.each([
    ['text/html; charset=utf-8', true],
    ['TEXT/HTML', true],
    ['x-text/html', false],
    [undefined, false],
  ])('of the type %p comes from a web page: %p', (type, webPage) => {
    expect(outcome('<html>', { 'content-type': type }, 502)).toMatchObject({ webPage, body: null, innerStatus: null });
  });

  it('inside the body is never one of a web page', () => {
    expect(outcome('{"success":false}')).toMatchObject({ webPage: false, httpStatus: 200, innerStatus: null });
  });

  it('without a content type keeps its body when that is JSON', () => {
    expect(outcome('{"message":"no"}', {}, 422)).toMatchObject({ status: 422, body: { message: 'no' } });
  });
});

describe('the status inside the body', () => {
  it.each([
    [{ statusCode: 200, status: 404 }, 404],
    [{ statusCode: 409, status: 500 }, 409],
    [{ statusCode: 599 }, 599],
    [{ statusCode: 400 }, 400],
  ])('%j is %i', (body, innerStatus) => {
    expect(outcome(JSON.stringify(body))).toMatchObject({ failure: 'status', innerStatus, status: innerStatus });
  });

  it.each([
    [{ statusCode: 200, success: false }, 200],
    [{ statusCode: 201, status: 202, success: false }, 201],
    [{ statusCode: 199, success: false }, null],
    [{ statusCode: 600, success: false }, null],
  ])('%j tells of no failure by itself: %p', (body, innerStatus) => {
    expect(outcome(JSON.stringify(body))).toMatchObject({ failure: 'status', innerStatus, status: 200 });
  });

  it.each([
    [400, 404, 400],
    [400, 599, 599],
    [500, 599, 500],
    [599, 400, 599],
  ])('of an error %i that is %i counts when it is of a worse class: %i', (outer, inner, status) => {
    expect(outcome(JSON.stringify({ statusCode: inner }), JSON_TYPE, outer)).toMatchObject({ status });
  });
});

it.each([
  ['application/json; charset=utf-8; version=1', 200],
  ['application/json; version=1; charset=utf-16', 'the answer is not in UTF-8'],
  ['application/json; charset=utf-8859', 'the answer is not in UTF-8'],
  ['application/json; CHARSET = "latin1"', 'the answer is not in UTF-8'],
  ['application/json5', 'the answer is not JSON'],
  ['x-application/json', 'the answer is not JSON'],
  ['application/+json', 'the answer is not JSON'],
])('the content type %s gives %p', (type, expected) => {
  const given = outcome('{}', { 'content-type': type });
  expect(given instanceof UpstreamError ? given.message : given.status).toBe(expected);
});
