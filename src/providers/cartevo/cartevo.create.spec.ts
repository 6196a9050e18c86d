import { describe, expect, it } from '@jest/globals';
import { textsIn } from '../input/texts-in.js';
import { crossFieldProblems, toWireCustomer, type CreateCartevoCustomerCommand } from './cartevo.create.js';
import type { CreateCartevoCustomer } from './cartevo.dto.js';

const PNG = { bytes: Buffer.from('png'), type: 'image/png' } as const;
const PDF = { bytes: Buffer.from('pdf'), type: 'application/pdf' } as const;

function customer(changes: Partial<CreateCartevoCustomer> = {}): CreateCartevoCustomer {
  return {
    givenName: 'Amina',
    familyName: 'Testou',
    email: 'amina.testou@example.com',
    dateOfBirth: '1990-01-15',
    phone: '+237677000001',
    address: { line1: '12 Rue Exemple', city: 'Douala', region: 'Littoral', postalCode: '00237', country: 'CM' },
    identityDocument: { type: 'national_id', number: 'TEST0000001' },
    ...changes,
  };
}

describe('the wire form of a create', () => {
  const wireOf = (changes: Partial<CreateCartevoCustomer>) => {
    const wire = toWireCustomer({ customer: customer(changes), documents: { kind: 'urls' }, enroll: false });
    return wire.kind === 'urls' ? wire.fields : {};
  };

  it.each([
    ['+237677000001', '+237', '677000001'],
    ['+2348012345678', '+234', '8012345678'],
    ['+14155550123', '+1', '4155550123'],
    ['+6560000001', '+65', '60000001'],
    // In Italy the leading zero is part of the number.
    ['+390612345678', '+39', '0612345678'],
  ])('splits the phone %s into %s and %s', (phone, code, local) => {
    const fields = wireOf({ phone });
    expect([fields['country_phone_code'], fields['phone_number']]).toEqual([code, local]);
  });

  it.each([
    ['CM', 'Cameroon'],
    ['NG', 'Nigeria'],
    ['CI', "Cote d'Ivoire"],
    ['CD', 'Democratic Republic of the Congo'],
  ])('names the country %s as %s', (country, name) => {
    const fields = wireOf({ address: { ...customer().address, country } });
    expect([fields['country'], fields['country_iso_code']]).toEqual([name, country]);
  });

  it.each([
    ['national_id', 'NIN'],
    ['passport', 'PASSPORT'],
    ['voter_card', 'VOTERS_CARD'],
    ['driver_license', 'DRIVERS_LICENSE'],
  ])('calls a %s %s', (type, word) => {
    expect(wireOf({ identityDocument: { type, number: 'x' } })['id_document_type']).toBe(word);
  });

  it('has addresses of documents as they were given, and none for a side that is not there', () => {
    const identityDocument = { type: 'passport', number: 'x', frontUrl: 'https://a.example/f' };
    expect(wireOf({ identityDocument })).toMatchObject({ id_document_front_url: 'https://a.example/f' });
    expect(wireOf({ identityDocument })).not.toHaveProperty('id_document_back_url');
  });

  it('has files under neutral names', async () => {
    const command: CreateCartevoCustomerCommand = {
      customer: customer(),
      documents: { kind: 'files', front: PNG, back: PDF },
      enroll: true,
    };
    const wire = toWireCustomer(command);
    if (wire.kind !== 'files') throw new Error('files were given');
    const body = Buffer.concat([...wire.form.body]);
    expect(wire.form.headers['content-length']).toBe(String(body.length));
    const form = await new Response(body, {
      headers: { 'content-type': wire.form.headers['content-type'] ?? '' },
    }).formData();
    expect([...form.keys()]).toHaveLength(16);
    const front = form.get('id_document_front') as File;
    const back = form.get('id_document_back') as File;
    expect([front.name, front.type, back.name, back.type]).toEqual([
      'front.png',
      'image/png',
      'back.pdf',
      'application/pdf',
    ]);
  });

  it('is never sent with a field that came out too short', () => {
    expect(() => wireOf({ phone: 'nonsense' })).toThrow('a checked customer gave no usable phone_number');
    expect(() => wireOf({ identityDocument: { type: 'visa', number: 'x' } })).toThrow('no usable id_document_type');
  });
});

describe('the rules that span fields', () => {
  const problems = (
    changes: Partial<CreateCartevoCustomer>,
    sides = { front: true, back: true },
    kind: 'files' | 'urls' = 'files',
  ) =>
    crossFieldProblems(customer(changes), { kind, ...sides }, '2026-11-20').map(
      ({ pointer, code }) => `${pointer} ${code}`,
    );

  it.each([
    ['2008-11-20', []],
    ['2008-11-21', ['/dateOfBirth customer_underage']],
    ['2026-11-21', ['/dateOfBirth in_the_future']],
    ['1876-11-20', ['/dateOfBirth too_long_ago']],
    ['2023-02-29', []],
    [5 as unknown as string, []],
  ])('for a birth on %p find %p', (dateOfBirth, found) => {
    expect(problems({ dateOfBirth })).toEqual(found);
  });

  it.each([
    ['national_id', ['/identityDocument/back required']],
    ['driver_license', ['/identityDocument/back required']],
    ['passport', []],
    ['voter_card', []],
    ['unknown', []],
  ])('want the back side of a %s: %p', (type, found) => {
    expect(problems({ identityDocument: { type, number: 'x' } }, { front: true, back: false })).toEqual(found);
  });

  it('want the front side always, by the name that the kind of request has', () => {
    const none = { front: false, back: true };
    expect(problems({}, none)).toEqual(['/identityDocument/front required']);
    expect(problems({}, none, 'urls')).toEqual(['/identityDocument/frontUrl required']);
  });

  it('bear with a customer of whom nothing is known', () => {
    expect(crossFieldProblems({}, { kind: 'files', front: false, back: false }, '2026-11-20')).toHaveLength(1);
  });
});

it('every value of the input is known, to be kept out of the provider’s messages', () => {
  expect(textsIn(customer())).toEqual([
    'Amina',
    'Testou',
    'amina.testou@example.com',
    '1990-01-15',
    '+237677000001',
    '12 Rue Exemple',
    'Douala',
    'Littoral',
    '00237',
    'CM',
    'national_id',
    'TEST0000001',
  ]);
});
