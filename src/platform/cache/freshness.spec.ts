import { describe, expect, it } from '@jest/globals';
import { GatewayError } from '../../canonical/errors.js';
import { LIVE, freshnessOf } from './freshness.js';

const nothing = { maxAge: 0, staleIfError: 0, noCache: false, noStore: false };

describe('a request without wishes', () => {
  it.each([undefined, '', ' ', ',', ',, ,'])('%p is live', (header) => {
    expect(freshnessOf(header)).toEqual(LIVE);
    expect(LIVE).toEqual(nothing);
  });
});

describe('directives', () => {
  it.each([
    ['max-age=60', { maxAge: 60 }],
    ['Max-Age=60', { maxAge: 60 }],
    ['max-age="60"', { maxAge: 60 }],
    ['  max-age=0  ', {}],
    ['max-age=007', { maxAge: 7 }],
    ['stale-if-error=300', { staleIfError: 300 }],
    ['no-cache', { noCache: true }],
    ['NO-STORE', { noStore: true }],
    ['max-age=5,stale-if-error=9', { maxAge: 5, staleIfError: 9 }],
    ['no-cache, max-age=5 , no-store', { noCache: true, noStore: true, maxAge: 5 }],
    ['max-age=99999999999999999999', { maxAge: 2_147_483_648 }],
  ])('%s', (header, expected) => {
    expect(freshnessOf(header)).toEqual({ ...nothing, ...expected });
    // Once more, now that it is remembered.
    expect(freshnessOf(header)).toEqual({ ...nothing, ...expected });
  });

  it.each([
    'max-stale',
    'only-if-cached, min-fresh=5',
    'max-ages=5',
    'private="a, max-age=5, b"',
    'x="no-cache"',
    'x="a\\", no-store, b"',
    '=5',
  ])('%s is nothing that is known, and ignored', (header) => {
    expect(freshnessOf(header)).toEqual(nothing);
  });

  it('of one that comes twice the stricter counts', () => {
    expect(freshnessOf('max-age=60, max-age=5').maxAge).toBe(5);
    expect(freshnessOf('max-age=5, max-age=60').maxAge).toBe(5);
    expect(freshnessOf('stale-if-error=0, stale-if-error=60').staleIfError).toBe(0);
  });

  it.each(['max-age', 'max-age=', 'max-age=-1', 'max-age=1.5', 'max-age=abc', 'max-age= 5', 'stale-if-error="5'])(
    '%s is a mistake, and said to be one',
    (header) => {
      let thrown: unknown = null;
      try {
        freshnessOf(header);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(GatewayError);
      expect(thrown).toMatchObject({
        code: 'malformed_request',
        problems: [{ parameter: 'Cache-Control', code: 'not_seconds' }],
      });
    },
  );

  it('many different headers are not all remembered', () => {
    for (let seconds = 1; seconds < 1000; seconds++) expect(freshnessOf(`max-age=${seconds}`).maxAge).toBe(seconds);
  });
});
