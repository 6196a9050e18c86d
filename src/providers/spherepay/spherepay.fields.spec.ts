import { describe, expect, it } from '@jest/globals';
import { MappingContext } from '../mapping/mapping-context.js';
import { spherePayCustomer } from './spherepay.fields.js';

type Wire = Record<string, unknown>;

function map(wire: Wire, full = false) {
  const context = new MappingContext(false);
  const record = (full ? spherePayCustomer.full : spherePayCustomer.masked)({ id: 'customer_1', ...wire }, context);
  return { record, warnings: context.warnings.map(({ code, pointer }) => `${code} ${pointer}`) };
}

const BUSINESS = {
  type: 'business',
  email: 'ops@acme.example',
  phone: '+13125550100',
  businessLegalName: 'Acme Example LLC',
  businessTradeName: 'Acme',
};

describe('a SpherePay customer', () => {
  it('with nothing but an id has everything else empty, and nothing is warned of', () => {
    expect(map({})).toEqual({
      record: {
        id: 'spherepay:customer_1',
        provider: 'spherepay',
        providerId: 'customer_1',
        externalId: null,
        type: 'unknown',
        status: 'unknown',
        statusNative: null,
        displayName: null,
        email: null,
        phone: null,
        person: null,
        business: null,
        verification: { status: 'not_started', statusNative: null, termsOfService: null, profiles: [] },
        metadata: {},
        createdAt: null,
        updatedAt: null,
      },
      warnings: [],
    });
  });

  it('that is a business has its names, and no person', () => {
    const { record, warnings } = map({ ...BUSINESS, firstName: 'Stray', personalInformation: { gender: 'male' } });
    expect(record).toMatchObject({
      type: 'business',
      person: null,
      business: {
        legalName: 'Acme Example LLC',
        tradeName: 'Acme',
        people: [],
        activity: null,
        registeredAddress: null,
      },
    });
    expect(warnings).toEqual([]);
  });

  it('that is a person has no business, whatever else the record holds', () => {
    expect(map({ ...BUSINESS, type: 'individual', firstName: 'Jane' }).record).toMatchObject({
      business: null,
      person: { givenName: 'Jane' },
    });
  });

  it.each([
    [{ firstName: 'Jane', lastName: 'Smith' }, 'Jane Smith'],
    [{ lastName: 'Smith' }, 'Smith'],
    [{ businessLegalName: 'Acme LLC', businessTradeName: 'Acme' }, 'Acme LLC'],
    [{ businessTradeName: 'Acme' }, 'Acme'],
    [{ email: 'a@b.example' }, null],
  ])('%p is shown as %p', (wire, name) => {
    expect(map(wire).record.displayName).toBe(name);
  });

  it.each([
    ['individual', 'individual', []],
    ['business', 'business', []],
    [undefined, 'unknown', []],
    ['person', 'unknown', ['unknown_value /type']],
    [5, 'unknown', ['invalid_value /type']],
  ])('of type %p is %s', (type, canonical, warnings) => {
    const { record, warnings: seen } = map({ type });
    expect([record.type, seen]).toEqual([canonical, warnings]);
  });

  it.each([
    ['male', 'male', []],
    ['female', 'female', []],
    ['other', 'other', []],
    ['m', 'unknown', ['unknown_value /person/gender']],
  ])('of gender %p is %p', (gender, canonical, warnings) => {
    const { record, warnings: seen } = map({ personalInformation: { gender } });
    expect([record.person?.gender, record.person?.genderNative, seen]).toEqual([canonical, gender, warnings]);
  });

  it('keeps plain metadata and leaves nested values out', () => {
    expect(map({ meta: { ref: 'a', count: 1, flag: null, nested: { x: 1 } } })).toMatchObject({
      record: { metadata: { ref: 'a', count: 1, flag: null } },
      warnings: ['invalid_value /metadata/nested'],
    });
  });

  it('never shows a tax number, should one appear', () => {
    const personalInformation = { taxIdentificationNumber: '000-12-3456', taxIdentificationNumberType: 'ssn' };
    const { record } = map({ personalInformation }, true);
    expect(record.person?.taxId).toEqual({ type: 'ssn', country: null, description: null });
    expect(JSON.stringify(record)).not.toContain('3456');
  });

  it.each([['text'], [5], [[]]])('whose personalInformation is %p is still a person by its other fields', (value) => {
    const { record, warnings } = map({ firstName: 'Jane', personalInformation: value });
    expect(record.person).toMatchObject({ givenName: 'Jane', gender: null });
    expect(new Set(warnings.map((warning) => warning.split(' ')[0]))).toEqual(new Set(['invalid_value']));
  });
});
