import { describe, expect, it } from '@jest/globals';
import { Digested } from '../platform/upload/digest.js';
import type { WriteCall } from './operation-call.js';
import { askedText, effectText, fieldNames } from './write-record.js';

const call = { provider: 'cartevo', operation: 'createCustomer', target: null } as WriteCall;

describe('what was asked', () => {
  it('does not depend on the order in which things are named', () => {
    const one = askedText(call, { email: 'a@example.com', metadata: { first: '1', second: '2' } });
    expect(askedText(call, { metadata: { second: '2', first: '1' }, email: 'a@example.com' })).toBe(one);
  });

  it('depends on names, values, the order of lists, files, operation and record', () => {
    const fields = { name: 'a', list: [1, 2], file: new Digested(Buffer.from('one')) };
    const others = [
      askedText(call, { ...fields, name: 'b' }),
      askedText(call, { ...fields, other: null }),
      askedText(call, { ...fields, list: [2, 1] }),
      askedText(call, { ...fields, file: new Digested(Buffer.from('two')) }),
      askedText({ ...call, operation: 'updateCustomer' }, fields),
      askedText({ ...call, target: 'someone' }, fields),
    ];
    expect(new Set([askedText(call, fields), ...others]).size).toBe(7);
  });
});

describe('the names of fields', () => {
  it('are pointers to what is there, and a file is one field', () => {
    const file = new Digested(Buffer.from('one'));
    expect(
      fieldNames({ name: 'a', address: { city: 'b', region: undefined }, people: [{ email: 'c' }], file }),
    ).toEqual(['/name', '/address/city', '/people/0/email', '/file']);
  });

  it('do not hold the words of a caller that name metadata', () => {
    const metadata = { 'amina@example.com': 'x' };
    expect(fieldNames({ metadata })).toEqual(['/metadata']);
    expect(fieldNames({ customer: { metadata }, files: [] })).toEqual(['/customer/metadata']);
    expect(fieldNames({ metadata: undefined })).toEqual([]);
  });
});

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
