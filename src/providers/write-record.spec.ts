import { expect, it } from '@jest/globals';
import { effectText } from './write-record.js';

const UPPER = 'AAAAAAAA-1111-4222-8333-BBBBBBBBBBBB';
const LOWER = UPPER.toLowerCase();

it.each([
  ['a target', effectText(UPPER, {}), effectText(LOWER, {})],
  ['an id', effectText(null, { customerId: UPPER }), effectText(null, { customerId: LOWER })],
  ['an e-mail address', effectText(null, { email: 'A@B.Example' }), effectText(null, { email: 'a@b.example' })],
  ['the order', effectText(null, { kind: 'x', amount: 1 }), effectText(null, { amount: 1, kind: 'x' })],
  ['a list', effectText(null, { ids: ['1'] }), effectText(null, { ids: [] })],
])('%s does not make the effect another one by how it is written', (_what, one, other) => {
  expect(one).toBe(other);
});

it.each([
  ['an id that is no UUID', effectText('customer_A', {}), effectText('customer_a', {})],
  ['an external id', effectText(null, { externalId: 'A-1' }), effectText(null, { externalId: 'a-1' })],
  ['a target', effectText(UPPER, {}), effectText(null, {})],
])('%s makes it another one', (_what, one, other) => {
  expect(one).not.toBe(other);
});
