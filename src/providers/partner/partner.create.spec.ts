import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newBusiness } from '../../../test/support/new-business.js';
import { toMinorUnits } from '../mapping/amounts.js';
import { LARGEST_AMOUNT } from '../input/money-input.js';
import { fingerprinted, personalValues, toWireCustomer, type PartnerFile } from './partner.create.js';
import { fromForm, fromJson } from './partner.intake.js';

const TODAY = '2026-11-20';
const OWN_ID = 'id-of-the-key';
const PNG = { bytes: Buffer.from('png'), type: 'image/png' } as const;
const PDF = { bytes: Buffer.from('pdf'), type: 'application/pdf' } as const;
const NO_FILES = new Map<string, string>();
const nested = (wire: unknown, name: string) => (wire as Record<string, Record<string, unknown>>)[name];

describe('the wire form of a business', () => {
  it('has every group with the names of the partner', () => {
    const fileIds = new Map([
      ['business.registrationDocuments.0', 'file_a'],
      ['business.people.0.identityDocument.front', 'file_b'],
      ['business.registrationDocuments.1', 'file_c'],
      ['business.people.1.identityDocument.back', 'file_d'],
    ]);
    const wire = toWireCustomer(fromJson(newBusiness(), TODAY, OWN_ID), fileIds);
    const [mei, li] = wire['business_person_list'] as Record<string, Record<string, unknown>>[];
    expect({ ...wire, business_person_list: [] }).toEqual({
      partner_customer_id: 'ext-0100',
      business_details: {
        business_name: '样本贸易',
        business_name_english: 'Sample Trading Pte Ltd',
        website: 'https://sample-trading.example.com',
        business_identifier_number: 'T00SS0000A',
        business_identifier_country_code: 'SG',
        business_identifier_document_list: ['file_a', 'file_c'],
        business_identifier_start_date: '2020-01-01T00:00:00Z',
        business_identifier_expiry_date: '2030-01-01T00:00:00Z',
      },
      registration_address: {
        registration_address_line1: '1 Example Road',
        registration_address_city: 'Singapore',
        registration_address_state: 'SG',
        registration_address_postcode: '000001',
        registration_address_country_code: 'SG',
      },
      account_usage: {
        operating_country: 'SG',
        goods_service_description: 'Fictional trading of samples',
        industry_category_code: '5045',
        estimated_monthly_revenue_currency: 'USD',
        estimated_monthly_revenue_amount: 99.99,
      },
      primary_contact: { contact_phone: '+14155550166', contact_email: 'ops.new@example.com' },
      business_person_list: [],
    });
    expect(mei).toEqual({
      basic_info: {
        first_name: 'Mei',
        last_name: '样本',
        first_name_english: 'Mei',
        last_name_english: 'Sample',
        birth_date: '1985-05-05T00:00:00Z',
        nationality: 'SG',
      },
      residential_address: {
        residential_address_line1: '2 Example Road',
        residential_address_city: 'Singapore',
        residential_address_state: 'SG',
        residential_address_postcode: '000002',
        residential_address_country_code: 'SG',
      },
      identification: {
        id_number: 'X0000001',
        id_issuing_country_code: 'SG',
        id_issue_date: '2023-11-07T00:00:00Z',
        id_expiration_date: '2033-11-07T00:00:00Z',
        id_document_front_file_id: 'file_b',
      },
    });
    expect(li?.['identification']).toMatchObject({ id_document_back_file_id: 'file_d' });
  });

  it('leaves out groups in which nothing stands', () => {
    const wire = toWireCustomer(
      fromJson({ externalId: 'x', business: { legalName: 'Sample' } }, TODAY, OWN_ID),
      NO_FILES,
    );
    expect(wire).toEqual({ partner_customer_id: 'x', business_details: { business_name: 'Sample' } });
  });

  it('writes every amount with exactly its digits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: LARGEST_AMOUNT }),
        fc.constantFrom('XAF', 'USD', 'BHD'),
        (amountMinor, currency) => {
          const activity = { estimatedMonthlyRevenue: { amountMinor, currency } };
          const command = fromJson({ business: { legalName: 'Sample', activity } }, TODAY, OWN_ID);
          const usage = nested(toWireCustomer(command, NO_FILES), 'account_usage');
          const exponent = { XAF: 0, USD: 2, BHD: 3 }[currency] as number;
          const sent = JSON.stringify(usage?.['estimated_monthly_revenue_amount']);
          expect(toMinorUnits(sent, exponent)).toBe(amountMinor);
        },
      ),
    );
  });
});

describe('a create', () => {
  const files = (bytes: Buffer): PartnerFile[] => [
    { name: 'business.registrationDocuments.0', kind: 'Business Registration', file: { ...PDF, bytes } },
  ];

  it('is another one when a field or a file differs, not when the gateway makes another external id', () => {
    const body = newBusiness({ externalId: undefined });
    const print = (changes: object, bytes = PDF.bytes) =>
      JSON.stringify(fingerprinted({ ...fromJson({ ...body, ...changes }, TODAY, OWN_ID), files: files(bytes) }));
    expect(print({})).toBe(print({}));
    expect(print({ email: 'other@example.com' })).not.toBe(print({}));
    expect(print({}, Buffer.from('other'))).not.toBe(print({}));
  });

  it('knows its personal values, those of people included', () => {
    const { customer } = fromJson(newBusiness(), TODAY, OWN_ID);
    expect(personalValues(customer)).toEqual(
      expect.arrayContaining(['ops.new@example.com', '+14155550166', 'T00SS0000A', 'X0000001', '2 Example Road']),
    );
  });
});

describe('a form', () => {
  const body = (people: unknown, amountMinor = '9999') => ({
    business: {
      legalName: 'Sample',
      activity: { estimatedMonthlyRevenue: { amountMinor, currency: 'USD', exponent: '2' } },
      people,
    },
  });
  const person = { givenName: 'Mei', familyName: 'Sample' };
  const read = (fields: Record<string, unknown>, names: readonly string[] = []) =>
    fromForm({ body: fields, files: new Map(names.map((name) => [name, PNG])), problems: [] }, TODAY, OWN_ID);
  const problems = (fields: Record<string, unknown>, names?: readonly string[]) => {
    try {
      read(fields, names);
      return [];
    } catch (error) {
      return (error as { problems: { pointer: string; code: string }[] }).problems.map(
        ({ pointer, code }) => `${pointer} ${code}`,
      );
    }
  };

  it('has its people by number, its amounts as numbers and its files by what they are', () => {
    const names = ['business.registrationDocuments.0', 'business.people.1.identityDocument.back'];
    const { customer, files, externalId } = read(body({ 0: person, 1: person }), names);
    expect(customer.business).toMatchObject({
      people: [person, person],
      activity: { estimatedMonthlyRevenue: { amountMinor: 9999, exponent: 2 } },
    });
    expect(files.map(({ name, kind }) => [name, kind])).toEqual([
      [names[0], 'Business Registration'],
      [names[1], 'Back page'],
    ]);
    expect(externalId).toBe(OWN_ID);
  });

  it.each<readonly [string, unknown, string, string[], string[]]>([
    ['a gap', { 1: person }, '1', [], ['/business/people not_a_list']],
    ['a name in the place of a number', { 0: person, first: person }, '1', [], ['/business/people not_a_list']],
    ['text as people', 'Mei', '1', [], ['/business/people not_a_list']],
    [
      'too many people',
      Object.fromEntries(Array.from({ length: 11 }, (_, at) => [at, person])),
      '1',
      [],
      ['/business/people not_a_list'],
    ],
    [
      'an amount that is none',
      { 0: person },
      '1.5',
      [],
      ['/business/activity/estimatedMonthlyRevenue/amountMinor not_an_amount'],
    ],
    [
      'a negative amount',
      { 0: person },
      '-1',
      [],
      ['/business/activity/estimatedMonthlyRevenue/amountMinor not_an_amount'],
    ],
    [
      'a file of nobody',
      { 0: person },
      '1',
      ['business.people.1.identityDocument.front'],
      ['/business/people/1/identityDocument/front unknown_field'],
    ],
  ])('with %s is refused', (_what, people, amount, names, expected) => {
    expect(problems(body(people, amount), names)).toEqual(expected);
  });

  it.each([[[]], [[null]], [['text']], [[[]]]])('with JSON people %j never breaks', (people) => {
    const run = () => fromJson({ business: { legalName: 'Sample', people } }, TODAY, OWN_ID);
    if (people.length === 0) expect(run().customer.business.people).toEqual([]);
    else expect(run).toThrow();
  });
});
