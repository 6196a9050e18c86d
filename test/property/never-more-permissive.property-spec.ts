import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Card } from '../../src/canonical/card.js';
import type { Customer } from '../../src/canonical/customer.js';
import type { Transaction } from '../../src/canonical/transaction.js';
import { cartevoCard, cartevoCustomer } from '../../src/providers/cartevo/cartevo.fields.js';
import { cartevoTransaction } from '../../src/providers/cartevo/cartevo.transaction.fields.js';
import { MappingContext } from '../../src/providers/mapping/mapping-context.js';
import type { RecordReader } from '../../src/providers/mapping/record-reader.js';
import { partnerCustomer } from '../../src/providers/partner/partner.fields.js';
import { spherePayCustomer } from '../../src/providers/spherepay/spherepay.fields.js';
import { goodRecord, put, type Wire } from './records.js';
import { check, title } from './runs.js';

// Assembled at run time: no card number stands in the sources.
const CARD_NUMBER = ['4111', '1111', '1111', '1111'].join(' ');

const SPELLINGS = ['ACTIVE', 'APPROVED', 'active', 'approved', 'Succeeded', 'true', 'yes', '1', 'APPROVED ', ' ACTIVE'];
const PROTOTYPE_WORDS = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];

/** Anything that JSON can say, and what comes close to a good word. */
const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    ...SPELLINGS,
    ...PROTOTYPE_WORDS,
    CARD_NUMBER,
    '',
    '  ',
    true,
    1,
    0,
    null,
    undefined,
    [],
    {},
  ),
  fc.constantFrom<unknown>(...SPELLINGS).map((word) => [word]),
  fc.constantFrom<unknown>(...SPELLINGS).map((word) => ({ value: word })),
  fc.string().map((text) => `ACTIVE${text}`),
);

const notWord = (...good: string[]) => anyValue.filter((value) => !good.includes(value as string));

function map<T>(reader: RecordReader<T>, wire: Wire): T {
  return reader.masked(JSON.parse(JSON.stringify(wire)) as Wire, new MappingContext(true));
}

describe(title('never more permissive'), () => {
  it('the records without a change are active, approved and allow actions, so that the properties mean something', () => {
    const card = map<Card>(cartevoCard, goodRecord.cartevoCard());
    expect([card.state, card.allowedActions.length]).toEqual(['active', 4]);
    const customers = [
      map<Customer>(cartevoCustomer, goodRecord.cartevoCustomer()),
      map<Customer>(partnerCustomer, goodRecord.partnerCustomer()),
      map<Customer>(spherePayCustomer, goodRecord.spherePayCustomer()),
    ];
    expect(customers.map(({ status, verification }) => [status, verification.status])).toEqual([
      ['active', 'approved'],
      ['active', 'approved'],
      ['unknown', 'approved'],
    ]);
  });

  it('a Cartevo customer is active for `is_active: true` alone', () => {
    check(
      notWord().filter((value) => value !== true),
      (value) => {
        const customer = map<Customer>(cartevoCustomer, { ...goodRecord.cartevoCustomer(), is_active: value });
        expect(customer.status).not.toBe('active');
      },
    );
  });

  it('a Cartevo customer is approved for `kyc_status: APPROVED` alone', () => {
    check(notWord('APPROVED'), (value) => {
      const customer = map<Customer>(cartevoCustomer, { ...goodRecord.cartevoCustomer(), kyc_status: value });
      expect(customer.verification.status).not.toBe('approved');
    });
  });

  it('a Cartevo card is active, or allows anything, for its documented states alone', () => {
    check(fc.tuple(notWord('ACTIVE', 'FROZEN'), fc.boolean()), ([status, active]) => {
      const card = map<Card>(cartevoCard, { ...goodRecord.cartevoCard(), status, is_active: active });
      expect({ state: card.state, actions: card.allowedActions }).not.toMatchObject({ state: 'active' });
      expect(card.allowedActions).toEqual([]);
    });
  });

  it('an ACTIVE card whose `is_active` is there and not true is not active and allows nothing', () => {
    const flag = anyValue.filter((value) => value !== true && value !== null && value !== undefined);
    check(flag, (value) => {
      const card = map<Card>(cartevoCard, { ...goodRecord.cartevoCard(), is_active: value });
      expect(card.state).not.toBe('active');
      expect(card.allowedActions).toEqual([]);
    });
  });

  it('a Cartevo transaction has succeeded for `status: SUCCESS` alone, and is of a kind for its own words alone', () => {
    const good = map<Transaction>(cartevoTransaction, goodRecord.cartevoTransaction());
    expect([good.status, good.kind, good.direction]).toEqual(['succeeded', 'funding', 'in']);
    check(notWord('SUCCESS'), (status) => {
      const { status: read } = map<Transaction>(cartevoTransaction, { ...goodRecord.cartevoTransaction(), status });
      expect(read).not.toBe('succeeded');
    });
    check(notWord('FUND', 'FUNDING', 'REFUND'), (type) => {
      const { direction } = map<Transaction>(cartevoTransaction, { ...goodRecord.cartevoTransaction(), type });
      expect(direction).not.toBe('in');
    });
  });

  it('a partner’s customer is active and approved for Succeeded alone, in any case', () => {
    check(
      anyValue.filter((value) => String(value).toLowerCase() !== 'succeeded' || typeof value !== 'string'),
      (status) => {
        const customer = map<Customer>(partnerCustomer, { ...goodRecord.partnerCustomer(), status });
        expect(customer.status).not.toBe('active');
        expect(customer.verification.status).not.toBe('approved');
      },
    );
  });

  it('a SpherePay profile is approved for `approved` alone', () => {
    check(notWord('approved'), (value) => {
      const wire = put(goodRecord.spherePayCustomer(), ['verificationProfiles', '0', 'status'], value);
      const { status, verification } = map<Customer>(spherePayCustomer, wire);
      expect([status, verification.status, verification.profiles[0]?.status]).not.toContain('approved');
    });
  });

  it.each(['required', 'errors'])(
    'an approved SpherePay profile with anything but an empty list in `%s` is not',
    (list) => {
      const notEmptyList = anyValue.filter((value) => value !== null && value !== undefined && !isEmptyList(value));
      check(notEmptyList, (value) => {
        const wire = put(goodRecord.spherePayCustomer(), ['verificationProfiles', '0', 'criteria', list], value);
        expect(map<Customer>(spherePayCustomer, wire).verification.status).not.toBe('approved');
      });
    },
  );

  it.each(['complete', 'pending'])(
    'an approved SpherePay profile whose `%s` cannot be read is not approved',
    (list) => {
      check(
        anyValue.filter((value) => value !== null && value !== undefined && !Array.isArray(value)),
        (value) => {
          const wire = put(goodRecord.spherePayCustomer(), ['verificationProfiles', '0', 'criteria', list], value);
          expect(map<Customer>(spherePayCustomer, wire).verification.status).not.toBe('approved');
        },
      );
    },
  );

  it('an approved SpherePay profile whose criteria cannot be read is not approved', () => {
    const notAnObject = anyValue.filter((value) => {
      return value !== null && value !== undefined && (typeof value !== 'object' || Array.isArray(value));
    });
    check(notAnObject, (value) => {
      const wire = put(goodRecord.spherePayCustomer(), ['verificationProfiles', '0', 'criteria'], value);
      expect(map<Customer>(spherePayCustomer, wire).verification.status).not.toBe('approved');
    });
  });

  it('SpherePay customers whose list of profiles is anything else are not approved', () => {
    check(anyValue, (value) => {
      const wire = { ...goodRecord.spherePayCustomer(), verificationProfiles: value };
      expect(map<Customer>(spherePayCustomer, wire).verification.status).not.toBe('approved');
    });
  });

  it('one bad SpherePay profile spoils all good ones', () => {
    const good = (goodRecord.spherePayCustomer()['verificationProfiles'] as Wire[])[0] as Wire;
    check(fc.tuple(notWord('approved'), fc.nat(3), fc.nat(3)), ([status, before, after]) => {
      const profiles = [...Array<Wire>(before).fill(good), { ...good, status }, ...Array<Wire>(after).fill(good)];
      const wire = { ...goodRecord.spherePayCustomer(), verificationProfiles: profiles };
      expect(map<Customer>(spherePayCustomer, wire).verification.status).not.toBe('approved');
    });
  });

  it('terms are accepted for `approved` alone, and never make anything else approved', () => {
    check(notWord('approved'), (value) => {
      const { verification } = map<Customer>(spherePayCustomer, {
        ...goodRecord.spherePayCustomer(),
        tosStatus: value,
      });
      expect(verification.termsOfService?.status).not.toBe('accepted');
    });
  });
});

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
