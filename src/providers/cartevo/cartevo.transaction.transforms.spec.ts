import { describe, expect, it } from '@jest/globals';
import { MappingContext } from '../mapping/mapping-context.js';
import { cartevoTransaction } from './cartevo.transaction.fields.js';

const WIRE = { id: '1', amount: 5, currency: 'USD', type: 'FUND', status: 'SUCCESS' };

function mapped(changes: Record<string, unknown>) {
  const context = new MappingContext(true);
  const record = cartevoTransaction.masked({ ...WIRE, ...changes }, context);
  return { record, warnings: context.warnings.map(({ code, pointer }) => `${code} ${pointer}`) };
}

describe('the type of a transaction', () => {
  it.each([
    ['FUND', 'funding', 'in'],
    ['FUNDING', 'funding', 'in'],
    ['WITHDRAW', 'withdrawal', 'out'],
    ['AUTHORIZATION', 'authorization', 'out'],
    ['SETTLEMENT', 'settlement', 'out'],
    ['REFUND', 'refund', 'in'],
    ['REVERSAL', 'reversal', 'unknown'],
  ])('%s is %s, %s', (type, kind, direction) => {
    expect(mapped({ type })).toMatchObject({ record: { kind, direction, kindNative: type }, warnings: [] });
  });

  it.each(['fund', 'CASHBACK', 'constructor', '__proto__'])('%s is unknown', (type) => {
    const { record, warnings } = mapped({ type });
    expect([record.kind, record.direction, warnings]).toEqual(['unknown', 'unknown', ['unknown_value /kind']]);
  });

  it('that is not there is unknown without a warning', () => {
    expect(mapped({ type: undefined })).toMatchObject({ record: { kind: 'unknown', kindNative: null }, warnings: [] });
  });
});

describe('the status of a transaction', () => {
  it.each([
    ['SUCCESS', 'succeeded', []],
    ['PENDING', 'pending', []],
    ['PROCESSING', 'pending', []],
    ['FAILED', 'failed', []],
    [undefined, 'unknown', []],
    ['success', 'unknown', ['unknown_value /status']],
    ['SUCCESSFUL', 'unknown', ['unknown_value /status']],
    [true, 'unknown', ['invalid_value /status']],
  ])('%p is %s', (status, meaning, warnings) => {
    const { record, warnings: said } = mapped({ status });
    expect([record.status, said]).toEqual([meaning, warnings]);
  });
});

describe('the money of a transaction', () => {
  it.each([
    [{ amount: 12.34 }, 1234, []],
    [{ amount: '12.30' }, 1230, []],
    [{ amount: 0 }, 0, []],
    [{ amount: -5 }, null, ['invalid_value /amount']],
    [{ amount: 0.001 }, null, ['invalid_value /amount']],
    [{ currency: undefined }, null, ['invalid_value /amount']],
    [{ currency: undefined, card: { currency: 'USD' } }, 500, []],
  ])('%p is %p', (changes, cents, warnings) => {
    const { record, warnings: said } = mapped(changes);
    expect([record.amount?.amountMinor ?? null, said]).toEqual([cents, warnings]);
  });
});

it('of the card and the customer inside nothing is left but their ids', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `tkAlsp_${part({ alg: 'HS256' })}.${part({ value: ['5360', '2524', '8346', '5407'].join('') })}.s`;
  const card = { id: 'card-1', number: token, cvv: token, masked_pan: '**** 5407', currency: 'USD', balance: 3.5 };
  const customer = { id: 'customer-1', email: 'amina@example.com', first_name: 'Amina', last_name: 'Testou' };
  const { record, warnings } = mapped({ card, customer });
  expect(record).toMatchObject({ cardId: 'cartevo:card-1', customerId: 'cartevo:customer-1' });
  expect(JSON.stringify(record)).not.toMatch(/tkAlsp|5407|5360|Amina|amina|Testou|3\.5|350/);
  expect(warnings).toEqual([]);
});
