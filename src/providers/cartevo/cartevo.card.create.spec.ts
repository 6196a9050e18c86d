import { describe, expect, it } from '@jest/globals';
import { cardNameOf, readCreateCard, toWireCard } from './cartevo.card.create.js';

const CUSTOMER = '11111111-2222-4333-8444-555555555555';

it('the wire form holds name and amount always, and the amount as an exact decimal', () => {
  const command = readCreateCard({ customerId: `cartevo:${CUSTOMER}`, brand: 'mastercard' });
  expect(command).toEqual({ customerId: CUSTOMER, brand: 'mastercard', nameOnCard: null, fundingMinor: 0 });
  expect(toWireCard(command, 'A. TESTOU')).toEqual({
    customer_id: CUSTOMER,
    brand: 'MASTERCARD',
    name_on_card: 'A. TESTOU',
    amount: 0,
  });
  expect(toWireCard({ ...command, fundingMinor: 1005 }, 'A')['amount']).toBe(10.05);
});

describe('the name of a customer on a card', () => {
  it.each([
    ['Amina Testou', 'Amina Testou'],
    ['  Amina   Testou ', 'Amina Testou'],
    [`Amina ${'x'.repeat(44)}`, `Amina ${'x'.repeat(44)}`],
    [`Amina ${'x'.repeat(45)}`, 'Amina'],
    [`Amina ${'x'.repeat(45)} Z`, 'Amina'],
    ['y'.repeat(60), 'y'.repeat(50)],
    ['😀'.repeat(60), '😀'.repeat(50)],
    ['', null],
    ['   ', null],
    [null, null],
  ])('%p is %p', (displayName, name) => expect(cardNameOf({ displayName })).toBe(name));
});
