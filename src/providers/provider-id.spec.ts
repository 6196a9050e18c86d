import { describe, expect, it } from '@jest/globals';
import { isProviderId, sameId, toProviderId } from './provider-id.js';
import { REGISTERED_PROVIDERS } from './registered.js';

const UUID = '4d4dad81-7899-4612-a9f6-133ce56a4507';
const SPHEREPAY_ID = 'customer_f31121c389624d3697cbf3ea8830b7a4';
const PARTNER_ID = 'cus_00000000000000000000000000000c01';

describe('an id', () => {
  it.each([UUID, SPHEREPAY_ID, PARTNER_ID, '<string>', 'a', '1', 'a.b', "a'b", 'a:b', '~', '...', 'x'.repeat(128)])(
    'may be %p',
    (id) => {
      expect(isProviderId(id)).toBe(true);
    },
  );

  it.each([
    '',
    '.',
    '..',
    '../x',
    '..%2fx',
    '%252e%252e',
    '%00',
    'a/b',
    'a\\b',
    'a?b=1',
    '#x',
    'a"b',
    'a b',
    'a\tb',
    'a\r\nb',
    'a\u0000b',
    'é',
    'a\u200bb',
    '__proto__',
    'constructor',
    'toString',
    'x'.repeat(129),
    'x'.repeat(300),
  ])('cannot be %p', (id) => {
    expect(isProviderId(id)).toBe(false);
  });
});

describe('the id that a caller means', () => {
  const of = (name: string, given: string) => {
    const own = REGISTERED_PROVIDERS.find((provider) => provider.name === name);
    if (!own) throw new Error(`no provider ${name}`);
    const others = REGISTERED_PROVIDERS.filter((provider) => provider !== own);
    return toProviderId(given, own, others);
  };

  it.each([
    ['cartevo', UUID, UUID],
    ['cartevo', `cartevo:${UUID}`, UUID],
    ['spherepay', `spherepay:${SPHEREPAY_ID}`, SPHEREPAY_ID],
    ['partner', PARTNER_ID, PARTNER_ID],
    ['partner', 'partner:<string>', '<string>'],
    ['cartevo', 'cust_old', 'cust_old'],
    ['cartevo', 'cartevo:cartevo:x', 'cartevo:x'],
  ])('at %s is %p as %p', (provider, given, id) => {
    expect(of(provider, given)).toBe(id);
  });

  it.each([
    ['cartevo', SPHEREPAY_ID],
    ['cartevo', PARTNER_ID],
    ['spherepay', UUID],
    ['partner', SPHEREPAY_ID],
    ['cartevo', `spherepay:${UUID}`],
    ['spherepay', `cartevo:${UUID}`],
    ['partner', 'spherepay:x'],
    ['cartevo', 'cartevo:'],
    ['cartevo', 'cartevo:../x'],
    ['cartevo', ''],
  ])('at %s cannot be %p', (provider, given) => {
    expect(of(provider, given)).toBeNull();
  });
});

it.each([
  [UUID, UUID, true],
  [UUID, UUID.toUpperCase(), true],
  [SPHEREPAY_ID, SPHEREPAY_ID.toUpperCase(), false],
  [UUID, UUID.replace('4d', '5d'), false],
  ['a', 'b', false],
])('%p and %p name the same record: %p', (one, other, same) => {
  expect(sameId(one, other)).toBe(same);
});
