import { describe, expect, it } from '@jest/globals';
import { MappingContext } from '../mapping/mapping-context.js';
import { cartevoCard, cartevoCustomer } from './cartevo.fields.js';

type Wire = Record<string, unknown>;

const jwt = (payload: unknown) =>
  ['{"alg":"none"}', JSON.stringify(payload), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');

function customer(wire: Wire, full = false) {
  const context = new MappingContext(true);
  const record = (full ? cartevoCustomer.full : cartevoCustomer.masked)({ id: 'c1', ...wire }, context);
  return { record, warnings: context.warnings.map(({ code, pointer }) => `${code} ${pointer}`) };
}

function card(wire: Wire) {
  const context = new MappingContext(true);
  const record = cartevoCard.masked({ id: 'k1', ...wire }, context);
  return { record, warnings: context.warnings.map(({ code, pointer }) => `${code} ${pointer}`) };
}

describe('a Cartevo customer', () => {
  it('with nothing but an id has everything else empty, and nothing is warned of', () => {
    expect(customer({})).toEqual({
      record: {
        id: 'cartevo:c1',
        provider: 'cartevo',
        providerId: 'c1',
        externalId: null,
        type: 'individual',
        status: 'unknown',
        statusNative: null,
        displayName: null,
        email: null,
        phone: null,
        person: null,
        business: null,
        verification: { status: 'unknown', statusNative: null, termsOfService: null, profiles: [] },
        metadata: {},
        createdAt: null,
        updatedAt: null,
      },
      warnings: [],
    });
  });

  it.each([
    ['PENDING', 'in_review', []],
    ['APPROVED', 'approved', []],
    ['REJECTED', 'rejected', []],
    ['approved', 'unknown', ['unknown_value /verification/status']],
    ['VERIFIED', 'unknown', ['unknown_value /verification/status']],
    [true, 'unknown', ['invalid_value /verification/status']],
    [null, 'unknown', []],
  ])('with kyc_status %p is %s', (kyc_status, status, warnings) => {
    const { record, warnings: seen } = customer({ kyc_status });
    const native = typeof kyc_status === 'string' ? kyc_status : null;
    expect([record.verification.status, record.verification.statusNative, seen]).toEqual([status, native, warnings]);
  });

  it.each([
    ['NIN', 'national_id'],
    ['PASSPORT', 'passport'],
    ['VOTERS_CARD', 'voter_card'],
    ['DRIVERS_LICENSE', 'driver_license'],
    ['VISA', 'unknown'],
    ['nin', 'unknown'],
  ])('with a document of type %s has a %s', (type, canonical) => {
    const [document] = customer({ type }).record.person?.identityDocuments ?? [];
    expect(document).toMatchObject({ type: canonical, typeNative: type });
  });

  it('shows number and images of the document only when they are asked for', () => {
    const wire = { type: 'NIN', number: 'TEST0000001', image: 'https://a.example/f', photo: 'https://a.example/b' };
    const masked = { type: 'national_id', typeNative: 'NIN', numberMasked: '*******0001' };
    const dates = { issuingCountry: null, issuedOn: null, expiresOn: null };
    expect(customer(wire).record.person?.identityDocuments).toEqual([{ ...masked, ...dates }]);
    expect(customer(wire, true).record.person?.identityDocuments).toEqual([
      {
        ...masked,
        ...dates,
        number: 'TEST0000001',
        front: { kind: 'url', value: 'https://a.example/f' },
        back: { kind: 'url', value: 'https://a.example/b' },
      },
    ]);
  });

  it('keeps a South African identity number, which looks like a card number, and drops real ones', () => {
    const southAfrican = '800101' + '5009' + '087';
    expect(customer({ type: 'NIN', number: southAfrican })).toMatchObject({
      record: { person: { identityDocuments: [{ numberMasked: '*********9087' }] } },
      warnings: [],
    });
    const { record, warnings } = customer({ type: 'NIN', number: ['4111', '1111', '1111', '1111'].join('') });
    expect(record.person?.identityDocuments[0]?.numberMasked).toBeNull();
    expect(warnings).toEqual(['card_number_dropped /person/identityDocuments/0/numberMasked']);
  });

  it('keeps document addresses that are signed with a harmless JWT', () => {
    const image = `https://cdn.example.com/f.jpg?token=${jwt({ file: 'f.jpg' })}`;
    expect(customer({ image }, true).record.person?.identityDocuments[0]?.front).toEqual({ kind: 'url', value: image });
  });

  it.each([
    ['Nigeria', 'NG'],
    ['Cameroun', 'CM'],
    ["Côte d'Ivoire", 'CI'],
    ['Narnia', null],
  ])('in %p lives in %p, and the country is shown as written too', (written, alpha2) => {
    expect(customer({ country: written }).record.person?.address).toMatchObject({
      country: alpha2,
      countryOriginal: written,
    });
  });
});

describe('a Cartevo card', () => {
  it('with nothing but an id is unknown and allows nothing', () => {
    expect(card({})).toEqual({
      record: {
        id: 'cartevo:k1',
        provider: 'cartevo',
        providerId: 'k1',
        customerId: null,
        form: 'unknown',
        brand: 'unknown',
        brandNative: null,
        last4: null,
        expiryMonth: null,
        expiryYear: null,
        state: 'unknown',
        stateNative: null,
        stateChangedBy: null,
        balance: null,
        allowedActions: [],
        createdAt: null,
        updatedAt: null,
      },
      warnings: [],
    });
  });

  it.each([
    ['VISA', 'visa', []],
    ['visa', 'visa', []],
    ['MASTERCARD', 'mastercard', []],
    ['Mastercard', 'mastercard', []],
    ['VERVE', 'unknown', ['unknown_value /brand']],
    [4, 'unknown', ['invalid_value /brand']],
  ])('of brand %p is %s', (brand, canonical, warnings) => {
    const { record, warnings: seen } = card({ brand });
    expect([record.brand, record.brandNative, seen]).toEqual([
      canonical,
      typeof brand === 'string' ? brand : null,
      warnings,
    ]);
  });

  it('never shows number, code or issuer ids, whatever they are', () => {
    const number = ['4111', '1111', '1111', '1111'].join('');
    const wire = {
      number: `tkAlsp_${jwt({ pan: number })}`,
      cvv: `tkMplr_${jwt({ cvv: '737' })}`,
      pan: number,
      provider_card_id: 'issuer_1',
      masked_pan: '**** **** **** 1111',
    };
    const { record, warnings } = card(wire);
    expect(record).toMatchObject({ last4: '1111' });
    expect(warnings).toEqual([]);
    const shown = JSON.stringify(record);
    for (const secret of [number, '737', 'tkAlsp', 'tkMplr', 'issuer_1']) expect(shown).not.toContain(secret);
  });

  it('with a clear number in a mask field has no last four, and a warning', () => {
    const { record, warnings } = card({ status: 'ACTIVE', masked_pan: ['4111', '1111', '1111', '1111'].join('') });
    expect(record).toMatchObject({ last4: null, state: 'active' });
    expect(warnings).toEqual(['card_number_dropped /last4']);
  });

  it.each([
    [5, 'USD', { amountMinor: 500, currency: 'USD', exponent: 2 }],
    [100.0, 'USD', { amountMinor: 10000, currency: 'USD', exponent: 2 }],
    [0, 'USD', { amountMinor: 0, currency: 'USD', exponent: 2 }],
    [2500, 'XAF', { amountMinor: 2500, currency: 'XAF', exponent: 0 }],
    [0.1 + 0.2, 'USD', null],
    [5, null, null],
    [null, 'USD', null],
  ])('with balance %p %p has %p', (balance, currency, money) => {
    expect(card({ balance, currency }).record.balance).toEqual(money);
  });
});
