import { describe, expect, it } from '@jest/globals';
import { textsIn } from '../input/texts-in.js';
import { evidenceOfChange, holdsMetadata, toWireChanges, toWireCustomer } from './spherepay.customer-writes.js';
import type { CreateSpherePayCustomer } from './spherepay.dto.js';

const address = {
  line1: '1 Rue Exemple',
  line2: 'Flat 3',
  city: 'Lyon',
  region: 'ARA',
  postalCode: '69001',
  country: 'FR',
};
const taxId = { type: 'other', number: '000-00', country: 'FR', description: 'numéro fiscal' };
const PERSON: CreateSpherePayCustomer = { email: 'nora@example.com', phone: '+33612345678', address };

describe('the body of a create', () => {
  it('has what is needed, in SpherePay’s names, and nothing else', () => {
    expect(toWireCustomer({ ...PERSON, address: { line1: 'x', city: 'y', country: 'CM' } })).toEqual({
      type: 'individual',
      email: 'nora@example.com',
      phone: '+33612345678',
      address: { line1: 'x', city: 'y', country: 'CMR' },
    });
  });

  it('has every field that SpherePay takes, and none of the others', () => {
    const personal = {
      middleName: 'Quinn',
      gender: 'female',
      nationality: 'FR',
      countryOfBirth: 'CM',
      countryOfResidence: 'US',
      occupationCode: '15-1132',
      sourceOfFunds: 'salary',
    };
    const notSent = { givenName: 'Nora', familyName: 'Example', dateOfBirth: '1990-01-15', externalId: 'mine' };
    const metadata = { plan: 'gold', tries: 0, beta: false, gone: null };
    expect(toWireCustomer({ ...PERSON, ...personal, ...notSent, taxId, metadata })).toEqual({
      type: 'individual',
      email: 'nora@example.com',
      phone: '+33612345678',
      address: {
        line1: '1 Rue Exemple',
        line2: 'Flat 3',
        city: 'Lyon',
        state: 'ARA',
        postalCode: '69001',
        country: 'FRA',
      },
      personalInformation: {
        middleName: 'Quinn',
        gender: 'female',
        nationality: 'FRA',
        countryOfBirth: 'CMR',
        residencyCountry: 'USA',
        occupationSocCode: '15-1132',
        sourceOfFunds: 'salary',
        taxIdentificationNumberType: 'other',
        taxIdentificationNumber: '000-00',
        taxIdentificationNumberCountry: 'FRA',
        taxIdentificationNumberDescription: 'numéro fiscal',
      },
      meta: { plan: 'gold', tries: 0, beta: false },
    });
  });
});

describe('the body of a change', () => {
  it('has what was given and nothing else', () => {
    expect(toWireChanges({ nationality: 'US' }, null)).toEqual({ personalInformation: { nationality: 'USA' } });
    expect(toWireChanges({ metadata: {} }, { kept: 1 })).toEqual({ meta: { kept: 1 } });
    expect(Object.keys(toWireChanges({ address, taxId }, null))).toEqual(['address', 'personalInformation']);
  });

  it('leaves behind what can be recognised, and never the tax number or the address', () => {
    const evidence = evidenceOfChange({ address, taxId, gender: 'male', metadata: { a: null } });
    expect(evidence).toMatchObject({ hidden: true, metadata: '{"a":null}' });
    expect(JSON.stringify(evidence)).not.toMatch(/000-00|Rue/);
    expect(evidenceOfChange({ gender: 'male' })).toMatchObject({ hidden: false });
  });

  it.each([
    [{}, {}, true],
    [{ a: 1 }, { a: 1 }, true],
    [{ a: 1 }, { a: '1' }, false],
    [{ a: 1, b: 2 }, { b: null }, false],
    [{ b: null }, { b: null }, true],
    [{}, { b: null }, true],
    [{}, { b: 0 }, false],
  ])('is seen in %j by %j: %p', (current, patch, holds) => {
    expect(holdsMetadata(current, patch)).toBe(holds);
  });
});

it('every text of the input is known, to be kept out of the provider’s messages', () => {
  expect(textsIn({ ...PERSON, taxId, metadata: { note: 'private', count: 5, none: null } })).toEqual([
    'nora@example.com',
    '+33612345678',
    ...Object.values(address),
    ...Object.values(taxId),
    'private',
  ]);
});
