import { describe, expect, it } from '@jest/globals';
import { spherePayCustomer } from '../spherepay/spherepay.fields.js';
import { cartevoCard, cartevoCustomer } from '../cartevo/cartevo.fields.js';
import { partnerCustomer } from '../partner/partner.fields.js';

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
