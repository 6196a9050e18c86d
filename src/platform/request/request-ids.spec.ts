import { expect, it } from '@jest/globals';
import { toRequestId } from './request-ids.js';

// Assembled at run time: no card number stands in the sources.
const CARD_NUMBER = ['4111', '1111', '1111', '1111'];
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

it.each([
  ['of the caller', 'Batch_7.row-12'],
  ['of 128 characters', 'a'.repeat(128)],
  ['that is a UUID with digits that pass for a card number', '74016304-8903-4060-a8a3-3e1347976ad6'],
])('an id %s stays', (_name, id) => expect(toRequestId(id)).toBe(id));

it.each([
  ['is missing', undefined],
  ['came twice', ['a', 'b']],
  ['is empty', ''],
  ['is too long', 'a'.repeat(129)],
  ['holds a blank', 'a b'],
  ['holds a line break', 'a\nb'],
  ['is a card number', CARD_NUMBER.join('')],
  ['is a card number with hyphens', CARD_NUMBER.join('-')],
  ['holds a card number', `batch.${CARD_NUMBER.join('')}`],
  ['is a card token', 'tkAlsp_abc.def'],
])('a new one stands in for an id that %s', (_name, id) => {
  const made = toRequestId(id);
  expect(made).toMatch(UUID);
  expect(made).not.toBe(toRequestId(id));
});
