import { expect, it } from '@jest/globals';
import { retryAfterSeconds } from './retry-after.js';

const NOW = new Date('2026-11-20T10:00:00.500Z');

it.each([
  ['30', 30],
  [' 30 ', 30],
  ['0', 1],
  ['300', 300],
  ['301', 300],
  ['1000000000', 300],
  ['999999999999999', 300],
  ['Fri, 20 Nov 2026 10:00:31 GMT', 31],
  ['Fri, 20 Nov 2026 11:00:00 GMT', 300],
  ['Fri, 20 Nov 2026 10:00:01 GMT', 1],
  ['Fri, 20 Nov 2026 09:59:59 GMT', null],
  ['Fri, 99 Nov 2026 10:00:00 GMT', null],
  ['about Fri, 20 Nov 2026 10:00:31 GMT', null],
  ['Fri, 20 Nov 2026 10:00:31 GMT+0000', null],
  ['2026-11-20T10:00:30Z', null],
  ['-5', null],
  ['1.5', null],
  ['1e3', null],
  ['soon', null],
  ['', null],
  ['1'.repeat(16), null],
  [null, null],
])('Retry-After %p asks for %p seconds', (value, seconds) => {
  expect(retryAfterSeconds(value, NOW)).toBe(seconds);
});
