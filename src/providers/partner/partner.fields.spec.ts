import { describe, expect, it } from '@jest/globals';
import { MappingContext } from '../mapping/mapping-context.js';
import { partnerCustomer } from './partner.fields.js';

type Wire = Record<string, unknown>;

function map(wire: Wire, full = false) {
  const context = new MappingContext(true);
  const record = (full ? partnerCustomer.full : partnerCustomer.masked)({ customer_id: 'cus_1', ...wire }, context);
  return { record, warnings: context.warnings.map(({ code, pointer }) => `${code} ${pointer}`) };
}

const person = (groups: Wire) => map({ business_person_list: [groups] });

describe('a customer of the partner', () => {
  it('with nothing but an id has everything else empty, and nothing is warned of', () => {
    expect(map({})).toEqual({
      record: {
        id: 'partner:cus_1',
        provider: 'partner',
        providerId: 'cus_1',
        externalId: null,
        type: 'business',
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
    ['Processing', 'pending', 'in_review'],
    ['Succeeded', 'active', 'approved'],
    ['Failed', 'closed', 'rejected'],
    ['Suspended', 'suspended', 'unknown'],
    ['SUCCEEDED', 'active', 'approved'],
    ['suspended', 'suspended', 'unknown'],
  ])('that is %s is %s and %s', (status, account, verification) => {
    const { record, warnings } = map({ status });
    expect([record.status, record.verification.status, record.statusNative, warnings]).toEqual([
      account,
      verification,
      status,
      [],
    ]);
    expect(record.verification.statusNative).toBe(status);
  });

  it.each([['Processing,Succeeded,Failed,Suspended'], ['Approved'], ['constructor'], [5], [['Succeeded']], [true]])(
    'whose status is %p is unknown in both meanings, with a warning for each',
    (status) => {
      const { record, warnings } = map({ status });
      expect([record.status, record.verification.status]).toEqual(['unknown', 'unknown']);
      expect(warnings.map((warning) => warning.split(' ')[1])).toEqual(['/status', '/verification/status']);
    },
  );

  it.each([
    [99.99, 'USD', { amountMinor: 9999, currency: 'USD', exponent: 2 }],
    [123, 'XAF', { amountMinor: 123, currency: 'XAF', exponent: 0 }],
    [99.99, 'XAF', null],
  ])('that expects %p %s a month has %p', (amount, currency, money) => {
    const account_usage = { estimated_monthly_revenue_amount: amount, estimated_monthly_revenue_currency: currency };
    expect(map({ account_usage }).record.business?.activity?.estimatedMonthlyRevenue ?? null).toEqual(money);
  });

  it.each([
    [{ business_name: '三井', business_name_english: 'Mitsui' }, 'Mitsui'],
    [{ business_name: '三井' }, '三井'],
    [{}, null],
  ])('named %p is shown as %p', (business_details, name) => {
    expect(map({ business_details }).record.displayName).toBe(name);
  });

  it('has a web site only when a browser may open it', () => {
    expect(map({ business_details: { website: 'javascript:alert(1)', business_name: 'x' } })).toMatchObject({
      record: { business: { website: null } },
      warnings: ['invalid_value /business/website'],
    });
  });
});

describe('a person behind a business', () => {
  it('has names in two scripts, birth date, nationality and home address', () => {
    const { record, warnings } = person({
      basic_info: {
        first_name: '美',
        last_name: '山',
        first_name_english: 'Mei',
        last_name_english: 'Yama',
        birth_date: '1985-05-05T00:00:00Z',
        nationality: 'SG',
      },
      residential_address: { residential_address_line1: '1 Road', residential_address_country_code: 'SG' },
    });
    expect(record.business?.people[0]).toMatchObject({
      givenName: '美',
      familyName: '山',
      givenNameLatin: 'Mei',
      familyNameLatin: 'Yama',
      dateOfBirth: '1985-05-05',
      nationality: 'SG',
      address: { line1: '1 Road', line2: null, country: 'SG', countryOriginal: 'SG' },
      identityDocuments: [],
    });
    expect(warnings).toEqual([]);
  });

  it.each([
    ['Passport', 'passport'],
    ['passport', 'passport'],
    ['National ID', 'national_id'],
    ['Driver License', 'driver_license'],
    ['Residence Permit', 'residence_permit'],
    ['Voter Card', 'voter_card'],
    ['Library card', 'unknown'],
  ])('with a %s has a %s', (id_type, type) => {
    expect(person({ identification: { id_type } }).record.business?.people[0]?.identityDocuments[0]).toMatchObject({
      type,
      typeNative: id_type,
    });
  });

  it('shows number and file ids of the document only when they are asked for', () => {
    const identification = {
      id_number: 'X0000001',
      id_document_front_file_id: 'file_f',
      id_document_back_file_id: 'file_b',
    };
    const wire = { business_person_list: [{ identification }] };
    const [masked] = map(wire).record.business?.people[0]?.identityDocuments ?? [];
    expect(masked).toMatchObject({ numberMasked: '****0001' });
    expect(Object.keys(masked ?? {})).not.toEqual(expect.arrayContaining(['number']));
    expect(JSON.stringify(masked)).not.toMatch(/file_|X0000001/);
    expect(map(wire, true).record.business?.people[0]?.identityDocuments[0]).toMatchObject({
      number: 'X0000001',
      front: { kind: 'file_id', value: 'file_f' },
      back: { kind: 'file_id', value: 'file_b' },
    });
  });

  it('keeps a South African identity number, which looks like a card number', () => {
    const { record, warnings } = person({ identification: { id_number: '800101' + '5009' + '087' } });
    expect(record.business?.people[0]?.identityDocuments[0]?.numberMasked).toBe('*********9087');
    expect(warnings).toEqual([]);
  });

  it('with a card number instead of an identity number has none, with a warning at that very field', () => {
    const { record, warnings } = person({
      basic_info: { first_name: 'Mei' },
      identification: { id_number: ['4111', '1111', '1111', '1111'].join('') },
    });
    expect(record.business?.people[0]).toMatchObject({ givenName: 'Mei', identityDocuments: [] });
    expect(warnings).toEqual(['card_number_dropped /business/people/0/identityDocuments/0/numberMasked']);
  });
});
