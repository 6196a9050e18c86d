import { describe, expect, it } from '@jest/globals';
import { PLAIN_READING } from '../../../test/support/real-http.js';
import type { Explanation } from '../../canonical/explanation.js';
import { cartevoCard, cartevoCustomer } from '../cartevo/cartevo.fields.js';
import { partnerCustomer } from '../partner/partner.fields.js';
import { spherePayCustomer } from '../spherepay/spherepay.fields.js';
import { asList, readRecord, readRecords, type RecordReader } from './record-reader.js';

type Wire = Readonly<Record<string, unknown>>;

function explain<T>(reader: RecordReader<T>, wire: Wire, includeSensitive = false): readonly Explanation[] {
  const answer = { status: 200, body: wire, mayHoldCardData: true };
  const call = { ...PLAIN_READING, explain: true, includeSensitive };
  return readRecord(reader, answer, wire, { asked: null, call }).explanations;
}

function at(explanations: readonly Explanation[], pointer: string): Explanation | undefined {
  return explanations.find((entry) => entry.pointer === pointer && entry.transform !== null);
}

const CUSTOMER = { id: 'a', first_name: 'Amina', type: 'NIN', number: 'TEST0000001', date_of_birth: '1990-01-15' };

describe('an explanation', () => {
  const explained = explain(cartevoCustomer, CUSTOMER);

  it('names both places and the rule', () => {
    expect(at(explained, '/person/givenName')).toEqual({
      pointer: '/person/givenName',
      providerPointers: ['/first_name'],
      transform: 'text',
      lost: false,
      detail: null,
    });
  });

  it('names every value that was put together, or the one that was sent', () => {
    expect(at(explained, '/displayName')?.providerPointers).toEqual(['/first_name']);
    expect(
      at(explain(cartevoCustomer, { ...CUSTOMER, last_name: 'Testou' }), '/displayName')?.providerPointers,
    ).toEqual(['/first_name', '/last_name']);
  });

  it('says what is true of every record, and what was not sent', () => {
    expect(at(explained, '/type')).toMatchObject({ providerPointers: [], transform: 'constant', lost: false });
    expect(at(explained, '/email')).toMatchObject({
      providerPointers: ['/email'],
      lost: false,
      detail: 'the provider sends nothing here',
    });
  });

  it('says that a sensitive value is left out, unless it is shown', () => {
    const pointer = '/person/identityDocuments/0/number';
    expect(at(explained, pointer)).toMatchObject({ lost: true, detail: expect.stringContaining('include=sensitive') });
    expect(at(explain(cartevoCustomer, CUSTOMER, true), pointer)).toMatchObject({ lost: false, detail: null });
    expect(at(explained, '/person/identityDocuments/0/numberMasked')).toMatchObject({ lost: true });
  });

  it.each<[what: string, wire: Wire, pointer: string, lost: boolean]>([
    ['a day at midnight', { date_of_birth: '1990-01-15T00:00:00.000Z' }, '/person/dateOfBirth', false],
    ['a day with a time', { date_of_birth: '1990-01-15T05:31:56Z' }, '/person/dateOfBirth', true],
    ['a day that is none', { date_of_birth: '15/01/1990' }, '/person/dateOfBirth', true],
    ['an instant', { created_at: '2026-01-01T00:00:00.120Z' }, '/createdAt', false],
    ['an instant finer than it can be shown', { created_at: '2026-01-01T00:00:00.1234Z' }, '/createdAt', true],
    ['an unknown word', { type: 'FISHING_LICENCE' }, '/person/identityDocuments/0/type', true],
    ['another type', { email: 5 }, '/email', true],
    ['two spellings that differ', { identification_number: 'OTHER' }, '/person/identityDocuments/0/numberMasked', true],
  ])('%s: lost %p', (_what, wire, pointer, lost) => {
    expect(at(explain(cartevoCustomer, { ...CUSTOMER, ...wire }), pointer)?.lost).toBe(lost);
  });

  it('names what the model has no place for, and keys that nobody knows', () => {
    const wire = { id: 'a', status: 'ACTIVE', number: 'x', newThing: 1, 'jane@example.com': 2 };
    const unmapped = explain(cartevoCard, wire).filter(({ transform }) => transform === null);
    expect(unmapped.map(({ pointer, providerPointers, lost }) => [pointer, providerPointers, lost])).toEqual([
      ['', ['/number'], true],
      ['', ['/newThing'], true],
      ['', ['/*'], true],
    ]);
  });
});

describe('lists', () => {
  const person = (name: string) => ({ basic_info: { first_name: name }, nickname: 1 });
  const wire = { customer_id: 'cus_1', business_person_list: [person('Mei'), 'nonsense', person('Lin')] };

  it('count items on both sides by themselves', () => {
    const explained = explain(partnerCustomer, wire);
    expect(at(explained, '/business/people/0/givenName')?.providerPointers).toEqual([
      '/business_person_list/0/basic_info/first_name',
    ]);
    expect(at(explained, '/business/people/1/givenName')?.providerPointers).toEqual([
      '/business_person_list/2/basic_info/first_name',
    ]);
    expect(explained.filter(({ transform }) => transform === null).map((entry) => entry.providerPointers)).toEqual([
      ['/business_person_list/*/nickname'],
    ]);
  });

  it('of records begin with the place of the record in the answer', () => {
    const answer = { status: 200, body: [wire, {}, wire], mayHoldCardData: false };
    const call = { ...PLAIN_READING, explain: true };
    const { explanations } = readRecords(partnerCustomer, answer, answer.body, call);
    expect(at(explanations, '/0/providerId')?.providerPointers).toEqual(['/customer_id']);
    expect(at(explanations, '/1/providerId')?.providerPointers).toEqual(['/customer_id']);
    const one = readRecord(partnerCustomer, answer, wire, { asked: null, call });
    expect(at(asList(one).explanations, '/0/providerId')).toBeDefined();
  });
});

it('parts that a transform takes apart are explained one by one', () => {
  const profile = { name: 'kyc_profile_a', status: 'strange', criteria: { required: ['email_address'] } };
  const explained = explain(spherePayCustomer, { id: 'customer_1', verificationProfiles: [{}, profile] });
  expect(at(explained, '/verification/profiles/1/status')).toMatchObject({
    providerPointers: ['/verificationProfiles/1/status'],
    lost: true,
  });
  expect(at(explained, '/verification/profiles/1/requirements')).toMatchObject({
    providerPointers: ['/verificationProfiles/1/criteria/required'],
    lost: false,
  });
  expect(at(explained, '/verification/status')?.providerPointers).toEqual(['/verificationProfiles']);
  expect(at(explained, '/verification/termsOfService/status')?.detail).toBe('the provider sends nothing here');
});

it('costs nothing when nobody asks', () => {
  const answer = { status: 200, body: CUSTOMER, mayHoldCardData: false };
  const read = () => readRecord(cartevoCustomer, answer, CUSTOMER, { asked: null, call: PLAIN_READING }).explanations;
  expect(read()).toEqual([]);
  expect(read()).toBe(read());
});
