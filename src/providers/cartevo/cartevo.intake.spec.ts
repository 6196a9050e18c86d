import { describe, expect, it } from '@jest/globals';
import { GatewayError } from '../../canonical/errors.js';
import type { ReceivedFile, ReceivedForm } from '../../platform/upload/multipart-form.js';
import { DOCUMENT_FORM, fromForm, fromJson } from './cartevo.intake.js';

type Json = Record<string, unknown>;

const TODAY = '2026-11-20';
const FILE: ReceivedFile = { bytes: Buffer.from('x'), type: 'image/png' };
const URLS = { frontUrl: 'https://files.example.com/f.jpg', backUrl: 'https://files.example.com/b.jpg' };

/** A good body, with changes by dotted name; `undefined` takes a field away. */
function body(changes: Json = {}): Json {
  const good: Json = {
    givenName: 'Amina',
    familyName: 'Testou',
    email: 'amina.testou@example.com',
    dateOfBirth: '1990-01-15',
    phone: '+237677000001',
    address: { line1: '12 Rue Exemple', city: 'Douala', region: 'Littoral', postalCode: '00237', country: 'CM' },
    identityDocument: { type: 'passport', number: 'TEST0000001' },
  };
  for (const [name, value] of Object.entries(changes)) {
    const keys = name.split('.');
    const parent = keys.slice(0, -1).reduce((inner, key) => inner[key] as Json, good);
    if (value === undefined) delete parent[keys.at(-1) as string];
    else parent[keys.at(-1) as string] = value;
  }
  return good;
}

function form(changes: Json = {}, sides = ['front', 'back'], problems: ReceivedForm['problems'] = []): ReceivedForm {
  const files = new Map(sides.map((side) => [`identityDocument.${side}`, FILE]));
  return { body: body(changes), files, problems };
}

function refusal(run: () => unknown): { code: string; problems: string[] } {
  try {
    run();
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { code: error.code, problems: error.problems.map(({ pointer, code }) => `${pointer ?? ''} ${code}`) };
  }
  return { code: 'accepted', problems: [] };
}

const formRefusal = (changes: Json, sides?: string[]) => refusal(() => fromForm(form(changes, sides), false, TODAY));

describe('a form', () => {
  it('that is right becomes a command with its files', () => {
    const command = fromForm(form(), true, TODAY);
    expect(command).toEqual({
      customer: expect.objectContaining(body()),
      documents: { kind: 'files', front: FILE, back: FILE },
      enroll: true,
    });
  });

  it.each([
    ['givenName', 'Al', '/givenName length'],
    ['givenName', 'x'.repeat(256), '/givenName length'],
    ['givenName', '   ', '/givenName blank'],
    ['givenName', 'Ami\u0000na', '/givenName forbidden_character'],
    ['givenName', 'Ami\u202ena', '/givenName forbidden_character'],
    ['givenName', '\ud800mina', '/givenName forbidden_character'],
    ['givenName', undefined, '/givenName required'],
    ['familyName', 5, '/familyName not_text'],
    ['email', 'nobody', '/email not_an_email'],
    ['email', 'amina@exаmple.com', '/email not_an_email'],
    ['dateOfBirth', '2023-02-29', '/dateOfBirth not_a_date'],
    ['dateOfBirth', '1990-1-5', '/dateOfBirth not_a_date'],
    ['phone', '677000001', '/phone not_a_phone'],
    ['phone', '+1', '/phone not_a_phone'],
    ['phone', '+237 677 000 001', '/phone not_a_phone'],
    ['address.line1', 'x', '/address/line1 length'],
    ['address.postalCode', '12', '/address/postalCode length'],
    ['address.country', 'cm', '/address/country not_a_country'],
    ['address.country', 'XX', '/address/country not_a_country'],
    ['identityDocument.type', 'NIN', '/identityDocument/type unsupported_value'],
    ['identityDocument.number', '', '/identityDocument/number length'],
    ['status', 'active', '/status unknown_field'],
    ['providerId', 'x', '/providerId unknown_field'],
    ['verification', { status: 'approved' }, '/verification unknown_field'],
    ['address.line2', 'x', '/address/line2 unknown_field'],
    ['identityDocument.frontUrl', URLS.frontUrl, '/identityDocument/frontUrl unknown_field'],
  ])('whose %s is %p is refused with %s', (name, value, problem) => {
    expect(formRefusal({ [name]: value })).toEqual({ code: 'validation_failed', problems: [problem] });
  });

  it.each([['🙂🙂🙂'], ["O'Brien-Ng"], ["Robert'); DROP TABLE--"], ['{{7*7}}'], ['Þórð']])(
    'with the name %p is accepted',
    (givenName) => {
      expect(formRefusal({ givenName }).code).toBe('accepted');
    },
  );

  it('has all its problems named at once', () => {
    const changes = {
      givenName: 'Al',
      email: 'x',
      'address.country': 'XX',
      'identityDocument.type': 'national_id',
      dateOfBirth: '2020-01-01',
    };
    expect(formRefusal(changes, []).problems.toSorted()).toEqual([
      '/address/country not_a_country',
      '/dateOfBirth customer_underage',
      '/email length',
      '/givenName length',
      '/identityDocument/back required',
      '/identityDocument/front required',
    ]);
  });

  it('of a minor is refused as that only when nothing else is wrong', () => {
    expect(formRefusal({ dateOfBirth: '2008-11-21' })).toEqual({
      code: 'customer_underage',
      problems: ['/dateOfBirth customer_underage'],
    });
    expect(formRefusal({ dateOfBirth: '2008-11-21', givenName: 'Al' }).code).toBe('validation_failed');
    expect(formRefusal({ dateOfBirth: '2008-11-20' }).code).toBe('accepted');
  });

  it('passes on the problems that were found while it was received, each pointer once', () => {
    const found = [{ pointer: '/givenName', code: 'repeated', detail: 'must come once' }];
    expect(refusal(() => fromForm(form({ givenName: 'Al' }, undefined, found), false, TODAY)).problems).toEqual([
      '/givenName length',
    ]);
    expect(refusal(() => fromForm(form({}, undefined, found), false, TODAY)).problems).toEqual(['/givenName repeated']);
  });

  it('may hold two documents of 10 MiB', () => {
    expect(DOCUMENT_FORM).toEqual({
      files: ['identityDocument.front', 'identityDocument.back'],
      maxFileBytes: 10 * 1024 * 1024,
    });
  });
});

describe('a JSON body', () => {
  const withUrls = (changes: Json = {}) =>
    body({ identityDocument: { type: 'national_id', number: 'TEST0000001', ...URLS }, ...changes });
  const jsonRefusal = (changes: Json) => refusal(() => fromJson(withUrls(changes), TODAY));

  it('that is right becomes a command without files', () => {
    expect(fromJson(withUrls(), TODAY)).toMatchObject({
      customer: withUrls(),
      documents: { kind: 'urls' },
      enroll: false,
    });
  });

  it.each([
    ['frontUrl', undefined, '/identityDocument/frontUrl required'],
    ['backUrl', undefined, '/identityDocument/backUrl required'],
    ['frontUrl', 'http://files.example.com/f.jpg', '/identityDocument/frontUrl not_an_https_url'],
    ['frontUrl', 'https://user:pass@files.example.com/f.jpg', '/identityDocument/frontUrl not_an_https_url'],
    ['frontUrl', 'https://localhost/f.jpg', '/identityDocument/frontUrl not_an_https_url'],
    ['frontUrl', 'javascript:alert(1)', '/identityDocument/frontUrl not_an_https_url'],
    ['frontUrl', `https://files.example.com/${'x'.repeat(2048)}`, '/identityDocument/frontUrl length'],
    ['front', 'x', '/identityDocument/front unknown_field'],
  ])('whose %s is %p is refused with %s', (name, value, problem) => {
    expect(jsonRefusal({ [`identityDocument.${name}`]: value })).toEqual({
      code: 'validation_failed',
      problems: [problem],
    });
  });

  it.each([['address'], ['identityDocument']])('without %s says so once', (name) => {
    const { code, problems } = jsonRefusal({ [name]: undefined });
    expect(code).toBe('validation_failed');
    expect(problems.filter((problem) => problem.startsWith(`/${name} `))).toEqual([`/${name} required`]);
  });

  it.each([['text'], [5], [[]], [null]])('whose address is %p is refused, and nothing breaks', (address) => {
    expect(jsonRefusal({ address }).code).toBe('validation_failed');
  });
});
