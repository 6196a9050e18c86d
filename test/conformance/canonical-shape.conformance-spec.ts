import { describe, expect, it } from '@jest/globals';
import { Card } from '../../src/canonical/card.js';
import { Phone } from '../../src/canonical/contact.js';
import { Money } from '../../src/canonical/money.js';
import { ListMeta } from '../../src/canonical/response.js';
import { allFieldsOf, fieldAt, filledPaths, pointerFault, shapeFaults } from './canonical-shape.js';

const card = {
  id: 'demo:1',
  provider: 'demo',
  providerId: '1',
  customerId: null,
  form: 'virtual',
  brand: 'visa',
  brandNative: 'VISA',
  last4: null,
  expiryMonth: 9,
  expiryYear: null,
  state: 'active',
  stateNative: 'ACTIVE',
  stateChangedBy: null,
  balance: { amountMinor: 500, currency: 'USD', exponent: 2 },
  allowedActions: ['freeze'],
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: null,
};

describe('the shape check', () => {
  it('accepts a complete record', () => {
    expect(shapeFaults(card, Card)).toEqual([]);
  });

  it.each([
    ['a missing key', { updatedAt: undefined }, 'updatedAt'],
    ['a key too many', { pan: '1' }, 'pan'],
    ['a forbidden null', { state: null }, 'state'],
    ['an empty text', { last4: '' }, 'last4'],
    ['an unknown word', { state: 'cheerful' }, 'state'],
    ['an unknown word in a list', { allowedActions: ['fly'] }, 'allowedActions'],
    ['null in place of a list', { allowedActions: null }, 'allowedActions'],
    ['an instant without its fraction', { createdAt: '2026-01-01T00:00:00Z' }, 'createdAt'],
    ['an instant with an offset', { createdAt: '2026-01-01T00:00:00.000+00:00' }, 'createdAt'],
    ['a number with a fraction', { expiryMonth: 1.5 }, 'expiryMonth'],
    ['money in a wrong exponent', { balance: { ...card.balance, exponent: 0 } }, 'balance'],
    ['money that is not whole', { balance: { ...card.balance, amountMinor: 0.1 } }, 'balance'],
    ['an object that says nothing', { balance: { amountMinor: null, currency: null, exponent: null } }, 'balance'],
  ])('notices %s', (_what, change, field) => {
    const json = JSON.parse(JSON.stringify({ ...card, ...change })) as unknown;
    expect(shapeFaults(json, Card)[0]).toContain(`/${field}`);
  });

  it('knows E.164 and the exponents of ISO 4217', () => {
    expect(shapeFaults({ e164: '0155', country: null, original: '0155' }, Phone)).toHaveLength(1);
    expect(shapeFaults({ amountMinor: 1, currency: 'XAF', exponent: 0 }, Money)).toEqual([]);
    expect(shapeFaults({ amountMinor: 1, currency: 'XXQ', exponent: 0 }, Money)).not.toEqual([]);
  });

  it('knows inherited fields, nested paths and what is filled', () => {
    expect([...allFieldsOf(ListMeta).keys()].sort()).toEqual(['explain', 'page', 'requestId', 'sources', 'warnings']);
    expect(fieldAt(Card, 'balance.currency')?.is).toBe('currency');
    expect(fieldAt(Card, 'balance.colour')).toBeNull();
    expect(filledPaths(card, Card)).toEqual(expect.arrayContaining(['id', 'balance', 'balance.currency']));
    expect(filledPaths(card, Card)).not.toContain('last4');
  });

  it('follows JSON pointers', () => {
    const data = { list: [{ 'a/b': 1 }], gone: null };
    for (const pointer of ['', '/list/0', '/list/0/a~1b', '/list/0/new', '/gone/anything/below']) {
      expect(pointerFault(data, pointer)).toBeNull();
    }
    for (const pointer of ['list', '/lost/0', '/list/9/x/y']) expect(pointerFault(data, pointer)).not.toBeNull();
  });
});
