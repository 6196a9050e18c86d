import { describe, expect, it, test } from '@jest/globals';
import { Deadline } from '../http/deadline.js';
import { UpstreamError, type UpstreamErrorOptions, type UpstreamFailure } from '../http/upstream-error.js';
import { askedPauseMs, jitteredPauseMs, mostAttempts, verdictOn } from './failure-rules.js';

const failure = (kind: UpstreamFailure, options: Partial<UpstreamErrorOptions> = {}) =>
  new UpstreamError(kind, 'failed', { sent: true, ...options });
const status = (code: number, retryAfter: string | null = null) => failure('status', { status: code, retryAfter });

describe('most attempts', () => {
  // What, and how many attempts a read and a write get.
  test.each<[string, UpstreamError, number, number]>([
    ['connection refused', failure('connection_refused', { sent: false }), 3, 3],
    ['connect timeout', failure('connect_timeout', { sent: false }), 2, 2],
    ['lost before anything was sent', failure('connection_lost', { sent: false }), 3, 3],
    ['lost', failure('connection_lost'), 3, 1],
    ['one attempt took too long', failure('attempt_timeout'), 2, 1],
    ['the host name is unknown', failure('dns_failed', { sent: false }), 1, 1],
    ['TLS refused', failure('tls_failed', { sent: false }), 1, 1],
    ['the deadline passed', failure('deadline'), 1, 1],
    ['nobody waits', failure('cancelled'), 1, 1],
    ['the circuit is open', failure('circuit_open', { sent: false }), 1, 1],
    ['no place', failure('bulkhead_full', { sent: false }), 1, 1],
    ['nonsense', failure('bad_answer', { status: 200 }), 1, 1],
    ['too large', failure('too_large', { status: 200 }), 1, 1],
    ['a redirect', failure('redirect', { status: 302 }), 1, 1],
    ['credentials refused', failure('credentials_refused', { sent: false }), 1, 1],
    ...[408, 500, 502, 503, 504].map((code): [string, UpstreamError, number, number] => [
      `${code}`,
      status(code),
      3,
      1,
    ]),
    ...[400, 401, 403, 404, 409, 422, 501].map((code): [string, UpstreamError, number, number] => [
      `${code}`,
      status(code),
      1,
      1,
    ]),
    ['429 that says when', status(429, '1'), 2, 1],
    ['429 that does not', status(429), 1, 1],
  ])('%s', (_what, error, read, write) => {
    expect([mostAttempts('read', error), mostAttempts('write', error), mostAttempts('auth', error)]).toEqual([
      read,
      write,
      write,
    ]);
  });
});

describe('what a failure says about the provider', () => {
  const own = new Deadline(60_000);
  const short = new Deadline(60_000, true);
  own.clear();
  short.clear();

  test.each<[string, unknown, string]>([
    ['refused connection', failure('connection_refused'), 'failing'],
    ['connect timeout', failure('connect_timeout'), 'failing'],
    ['lost connection', failure('connection_lost'), 'failing'],
    ['slow attempt', failure('attempt_timeout'), 'unclear'],
    ['unknown host', failure('dns_failed'), 'failing'],
    ['TLS', failure('tls_failed'), 'failing'],
    ['deadline', failure('deadline'), 'failing'],
    ['caller gone', failure('cancelled'), 'unclear'],
    ['fault of ours', new Error('ours'), 'unclear'],
    ['nonsense', failure('bad_answer'), 'alive'],
    ['redirect', failure('redirect'), 'alive'],
    ...[500, 502, 503, 504, 599].map((code): [string, unknown, string] => [`${code}`, status(code), 'failing']),
    ...[400, 401, 404, 409, 422, 429, 501].map((code): [string, unknown, string] => [`${code}`, status(code), 'alive']),
  ])('%s', (_what, error, verdict) => {
    expect(verdictOn(error, own, 3000)).toBe(verdict);
  });

  it.each<UpstreamFailure>(['deadline', 'cancelled'])(
    'a caller who ends it (%s) tells something only when the provider was silent as long as an attempt may take',
    (kind) => {
      const silent = (silentMs: number) => failure(kind, { silentMs });
      expect([0, 2999, 3000].map((ms) => verdictOn(silent(ms), short, 3000))).toEqual([
        'unclear',
        'unclear',
        'failing',
      ]);
      expect(verdictOn(silent(1000), short, 3000, 1999)).toBe('unclear');
      expect(verdictOn(silent(1000), short, 3000, 2000)).toBe('failing');
    },
  );
});

describe('the pause before another attempt', () => {
  const now = new Date('2026-11-24T12:00:00Z');

  test.each<[string, UpstreamError, number | null]>([
    ['429 with seconds', status(429, '3'), 3000],
    ['503 with seconds', status(503, '2'), 2000],
    ['429 with a date', status(429, 'Tue, 24 Nov 2026 12:00:09 GMT'), 9000],
    ['429 with a very long time', status(429, '1000000000'), 300_000],
    ['429 with garbage', status(429, 'soon'), null],
    ['429 with a negative number', status(429, '-1'), null],
    ['503 with garbage', status(503, 'soon'), 0],
    ['503 without', status(503), 0],
    ['500 that asks for a pause', status(500, '9'), 0],
    ['no status', failure('connection_lost', { retryAfter: '9' }), 0],
  ])('%s', (_what, error, pause) => {
    expect(askedPauseMs(error, now)).toBe(pause);
  });

  it('is spread over a window that doubles', () => {
    expect([1, 2, 3].map((number) => jitteredPauseMs(number, 300, () => 1))).toEqual([300, 600, 1200]);
    expect(jitteredPauseMs(3, 300, () => 0)).toBe(0);
  });

  it('a thousand first pauses do not come together', () => {
    const pauses = Array.from({ length: 1000 }, () => jitteredPauseMs(1, 300, Math.random));
    const mean = pauses.reduce((sum, pause) => sum + pause, 0) / pauses.length;
    const variance = pauses.reduce((sum, pause) => sum + (pause - mean) ** 2, 0) / pauses.length;
    expect(Math.sqrt(variance) / mean).toBeGreaterThan(0.4);
    const buckets = Map.groupBy(pauses, (pause) => Math.floor(pause / 10));
    // A tenth of a second of a uniform spread over 300 ms holds 3.3 %; 7 % would be far outside chance.
    for (const bucket of buckets.values()) expect(bucket.length).toBeLessThan(70);
  });
});

describe('a status beside another failure', () => {
  // A body that was too large may have come with 503 and a time; what failed is that it could not be read.
  const own = new Deadline(60_000);
  own.clear();
  const now = new Date('2026-11-20T10:15:00Z');

  test.each<UpstreamFailure>(['bad_answer', 'too_large', 'redirect', 'credentials_refused', 'exchange_failed'])(
    '%s is judged by itself',
    (kind) => {
      const error = failure(kind, { status: 503, retryAfter: '7' });
      expect([verdictOn(error, own, 3000), mostAttempts('read', error), askedPauseMs(error, now)]).toEqual([
        'alive',
        1,
        0,
      ]);
    },
  );

  it('that is missing says nothing', () => {
    const error = failure('status', { status: null, retryAfter: '7' });
    expect([verdictOn(error, own, 3000), mostAttempts('read', error), askedPauseMs(error, now)]).toEqual([
      'alive',
      1,
      0,
    ]);
  });

  it('503 or 429 without a time asks for no pause', () => {
    expect([askedPauseMs(status(503), now), askedPauseMs(status(429), now)]).toEqual([0, 0]);
  });
});
