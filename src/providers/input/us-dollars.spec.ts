import { expect, it } from '@jest/globals';
import { toDollars } from './us-dollars.js';

it('every amount that may be sent is written with exactly its cents', () => {
  const wrong: number[] = [];
  for (let amountMinor = 0; amountMinor <= 1_000_000; amountMinor++) {
    const written = JSON.stringify({ amount: toDollars({ amountMinor }) });
    const [, dollars = '', cents = ''] = /^\{"amount":(\d+)(?:\.(\d{1,2}))?\}$/.exec(written) ?? [];
    if (dollars === '' || Number(dollars) * 100 + Number(cents.padEnd(2, '0')) !== amountMinor) wrong.push(amountMinor);
  }
  expect(wrong).toEqual([]);
});
