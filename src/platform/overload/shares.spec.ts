import { expect, it } from '@jest/globals';
import { Shares } from './shares.js';

const shares = new Shares(['bank', 'partner'], () => undefined);

it.each([
  ['/v1/partner/customers/1?limit=1', '/v1/partner/'],
  ['/v1/%70artner/customers/1', '/v1/partner/'],
  ['/v1/%70artner/customers?x=%zz', '/v1/partner/'],
  ['http://host:80/v1/partner/customers', '/v1/partner/'],
  ['/v1/partner/%zz', '/v1/partner/'],
  ['/v1/partners/1', '/other'],
  ['/v1/providers?x=/v1/partner/', '/other'],
  ['', '/other'],
])('%s is for the same as %s', (url, same) => {
  expect(shares.of(url, 'someone')).toBe(shares.of(same, 'someone'));
  expect(shares.of(url, 'someone')).not.toBe(shares.of(url, 'another'));
  expect(shares.of(url, 'someone')).not.toBe(shares.of('/v1/bank/', 'someone'));
});
