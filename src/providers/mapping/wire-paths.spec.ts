import { describe, expect, it } from '@jest/globals';
import { spherePayCustomer } from '../spherepay/spherepay.fields.js';
import { cartevoCard, cartevoCustomer } from '../cartevo/cartevo.fields.js';
import { partnerCustomer } from '../partner/partner.fields.js';
import type { FieldTable } from './field-table.js';
import { text } from './text.js';
import { compileWirePaths, valueAt } from './wire-paths.js';

describe('the wire path behind a canonical pointer', () => {
  it.each([
    ['/email', {}, 'email'],
    ['/person/identityDocuments/0/type', {}, 'type'],
    ['/person/identityDocuments/0/type', { id_document_type: 'NIN' }, 'id_document_type'],
    ['/person/address/country', { country_iso_code: 'CM' }, 'country_iso_code'],
    ['/phone', {}, 'phone_country_code + phone_number'],
    ['/nothing', {}, ''],
    ['', {}, ''],
  ])('Cartevo customer %s %j', (pointer, wire, path) => {
    expect(cartevoCustomer.wirePath(pointer, wire)).toBe(path);
  });

  it('names every value that goes in', () => {
    expect(cartevoCard.wirePath('/balance', {})).toBe('balance + currency');
    expect(cartevoCard.wirePath('/last4', { masked_number: '4111********1111' })).toBe('masked_number');
  });

  it('goes into lists', () => {
    const path = partnerCustomer.wirePath('/business/people/12/identityDocuments/0/issuedOn', {});
    expect(path).toBe('business_person_list[].identification.id_issue_date');
  });

  it('knows the parts that a transform takes apart, and what several of them have in common', () => {
    expect(spherePayCustomer.wirePath('/verification/profiles/3/status', {})).toBe('verificationProfiles[].status');
    expect(spherePayCustomer.wirePath('/verification/profiles/3/requirements', {})).toBe('verificationProfiles[]');
    expect(spherePayCustomer.wirePath('/verification/termsOfService/status', {})).toBe('tosStatus');
    expect(spherePayCustomer.wirePath('/verification/profiles', {})).toBe('verificationProfiles + tosStatus');
  });
});

describe('the wire path by a table', () => {
  const shown = { transform: text, sensitivity: 'public' } as const;
  const table: FieldTable = [
    { to: 'provider', constant: 'acme', because: 'always' },
    { from: ['secret'], dropped: 'nobody’s business', sensitivity: 'secret' },
    {
      to: 'check',
      fromAll: { result: ['result', 'old_result'], steps: ['steps'] },
      parts: [
        { to: 'steps[].done', from: 'steps[].done' },
        { to: 'steps[].place', from: 'steps[].at.city' },
        { to: 'steps[].place', from: 'steps[].at.country' },
        { to: 'reason', from: 'result' },
        { to: 'reason', from: 'verdict' },
      ],
      ...shown,
    },
    { to: 'check.by', from: ['checked_by'], ...shown },
    { to: 'tags', from: ['labels'], ...shown },
    { to: 'pairs', from: ['meta'], ...shown },
    { to: 'people', from: ['persons', 'members'], items: [{ to: 'name', from: ['name', 'title'], ...shown }] },
    { to: 'documents', single: [{ to: 'number', from: ['doc.number', 'number'], ...shown }] },
  ];
  const find = compileWirePaths(table);

  it.each([
    ['of a value that is made of several', '/check', {}, 'result + steps'],
    ['of the spelling that was sent', '/check', { old_result: 'x' }, 'old_result + steps'],
    ['of a field of its own below a combined one', '/check/by', {}, 'checked_by'],
    ['of a part', '/check/steps/1/done', {}, 'steps[].done'],
    ['of a part that is made of several', '/check/steps/1/place', {}, 'steps[].at'],
    ['of a part that is made of values without anything in common', '/check/reason', {}, 'result'],
    ['of something else below a combined value', '/check/other', {}, 'result + steps'],
    ['of an item of a plain list', '/tags/3', {}, 'labels'],
    ['of what is inside such an item', '/tags/3/name', {}, 'labels'],
    ['of a pair', '/pairs/colour', {}, 'meta'],
    ['of a list', '/people', {}, 'persons'],
    ['of a list in the spelling that was sent', '/people', { members: [{}] }, 'members'],
    ['of an item', '/people/0', { members: [{}] }, 'members'],
    [
      'of a value in an item, in the preferred spelling',
      '/people/0/name',
      { persons: [{ title: 'x' }] },
      'persons[].name',
    ],
    ['of something else in an item', '/people/0/age', {}, 'persons'],
    ['of the only item of a list', '/documents/0/number', {}, 'doc.number'],
    ['of the only item of a list, as sent', '/documents/0/number', { doc: { number: ' ' }, number: 1 }, 'number'],
  ])('%s', (_what, pointer, wire, path) => {
    expect(find(pointer, wire)).toBe(path);
  });

  it.each(['/provider', '/secret', '/tagsAndMore', '/tag', '/1'])('of %s is none', (pointer) => {
    expect(find(pointer, {})).toBe('');
  });
});

it.each([
  [{ a: { b: 1 } }, 'a.b', 1],
  [{ a: [{ b: 1 }] }, 'a.0.b', 1],
  [{ a: null }, 'a', null],
  [{ a: null }, 'a.b', undefined],
  [{ a: 'text' }, 'a.length', undefined],
  [undefined, 'a', undefined],
])('in %j the value at %s is %p', (value, path, found) => {
  expect(valueAt(value, path)).toBe(found);
});
