import { Card } from '../../canonical/card.js';
import { Customer } from '../../canonical/customer.js';
import { money } from '../mapping/amounts.js';
import { country } from '../mapping/countries.js';
import { calendarDate, instant } from '../mapping/dates.js';
import { identityRows } from '../mapping/identity-rows.js';
import type { FieldTable } from '../mapping/field-table.js';
import { phoneFromParts } from '../mapping/phones.js';
import { compileEnvelopeInspection, pageValues } from '../mapping/compile-inspection.js';
import { compileReader } from '../mapping/record-reader.js';
import {
  fullName,
  gatewayId,
  imageUrl,
  isSouthAfricanIdentityNumber,
  literal,
  maskedNumber,
  text,
  wordTable,
} from '../mapping/text.js';
import {
  cardActions,
  cardForm,
  cardState,
  cardStateChangedBy,
  customerStatus,
  expiryMonth,
  expiryYear,
  firstCountryText,
  last4,
} from './cartevo.transforms.js';
import {
  ACCOUNT_STATUS_BY_FLAG,
  ACTION_WORDS,
  CARD_STATE_BY_STATUS,
  STATE_CHANGERS,
  brand,
  identityDocumentType,
  verificationStatus,
} from './cartevo.statuses.js';

const identityDocument: FieldTable = [
  {
    to: 'type',
    from: ['type', 'id_document_type'],
    undocumented: ['id_document_type'],
    transform: identityDocumentType,
    sensitivity: 'personal',
  },
  {
    to: 'typeNative',
    from: ['type', 'id_document_type'],
    undocumented: ['id_document_type'],
    transform: literal,
    sensitivity: 'personal',
  },
  {
    to: 'numberMasked',
    from: ['number', 'identification_number'],
    transform: maskedNumber,
    sensitivity: 'personal',
    cardNumberAllowed: isSouthAfricanIdentityNumber,
  },
  {
    to: 'number',
    from: ['number', 'identification_number'],
    transform: text,
    sensitivity: 'sensitive',
    cardNumberAllowed: isSouthAfricanIdentityNumber,
  },
  {
    to: 'front',
    from: ['image', 'id_document_front'],
    undocumented: ['id_document_front'],
    transform: imageUrl,
    sensitivity: 'sensitive',
  },
  // `photo` is the back of the document, not a portrait.
  {
    to: 'back',
    from: ['photo', 'id_document_back'],
    undocumented: ['id_document_back'],
    transform: imageUrl,
    sensitivity: 'sensitive',
  },
];

/** Cartevo’s customer: “Get Customer by ID”, “Create Customer”, and the names that its 2025 server used. */
export const cartevoCustomerFields: FieldTable = [
  ...identityRows('cartevo', 'id'),
  { to: 'type', constant: 'individual', because: 'Cartevo has personal customers only' },
  {
    to: 'status',
    from: ['is_active'],
    wireType: 'boolean',
    words: ACCOUNT_STATUS_BY_FLAG,
    transform: customerStatus,
    sensitivity: 'public',
    promised: true,
  },
  {
    to: 'displayName',
    fromAll: { given: ['first_name'], family: ['last_name'] },
    transform: fullName,
    sensitivity: 'personal',
  },
  { to: 'email', from: ['email'], transform: text, sensitivity: 'personal', promised: true },
  {
    to: 'phone',
    fromAll: { dialCode: ['phone_country_code', 'country_phone_code'], local: ['phone_number'] },
    undocumented: ['country_phone_code'],
    transform: phoneFromParts,
    sensitivity: 'personal',
  },
  { to: 'person.givenName', from: ['first_name'], transform: text, sensitivity: 'personal', promised: true },
  { to: 'person.familyName', from: ['last_name'], transform: text, sensitivity: 'personal', promised: true },
  { to: 'person.dateOfBirth', from: ['date_of_birth'], transform: calendarDate, sensitivity: 'personal' },
  { to: 'person.address.line1', from: ['street'], transform: text, sensitivity: 'personal' },
  { to: 'person.address.city', from: ['city'], transform: text, sensitivity: 'personal' },
  { to: 'person.address.region', from: ['state'], transform: text, sensitivity: 'personal' },
  { to: 'person.address.postalCode', from: ['postal_code'], transform: text, sensitivity: 'personal' },
  {
    to: 'person.address.country',
    from: ['country', 'country_iso_code'],
    undocumented: ['country_iso_code'],
    transform: country,
    sensitivity: 'personal',
    promised: true,
  },
  {
    to: 'person.address.countryOriginal',
    fromAll: { name: ['country'], code: ['country_iso_code'] },
    undocumented: ['country_iso_code'],
    transform: firstCountryText,
    sensitivity: 'personal',
  },
  { to: 'person.identityDocuments', single: identityDocument },
  { to: 'verification.status', from: ['kyc_status'], transform: verificationStatus, sensitivity: 'public' },
  { to: 'verification.statusNative', from: ['kyc_status'], transform: literal, sensitivity: 'public' },
  { to: 'createdAt', from: ['created_at'], transform: instant, sensitivity: 'public', promised: true },
  { to: 'updatedAt', from: ['updated_at'], transform: instant, sensitivity: 'public', promised: true },
  {
    from: ['provider_customer_id', 'provider_mappings'],
    dropped: 'ids at the card issuer behind Cartevo, of no use to a caller',
    sensitivity: 'public',
  },
];

/** Cartevo’s card, in both shapes of “Customer cards” and with what its 2025 server added. */
export const cartevoCardFields: FieldTable = [
  ...identityRows('cartevo', 'id'),
  {
    to: 'customerId',
    // “Card details” have none.
    from: ['customer_id'],
    transform: gatewayId('cartevo'),
    sensitivity: 'public',
    cardNumberAllowed: () => true,
  },
  {
    to: 'form',
    fromAll: { virtual: ['is_virtual'], physical: ['is_physical'] },
    wireTypes: { virtual: 'boolean', physical: 'boolean' },
    certainty: 'inferred',
    transform: cardForm,
    sensitivity: 'public',
  },
  { to: 'brand', from: ['brand'], transform: brand, sensitivity: 'public' },
  { to: 'brandNative', from: ['brand'], transform: literal, sensitivity: 'public' },
  {
    to: 'last4',
    from: ['masked_pan', 'masked_number'],
    transform: last4,
    sensitivity: 'personal',
    promised: true,
  },
  { to: 'expiryMonth', from: ['expiry_month'], wireType: 'number', transform: expiryMonth, sensitivity: 'personal' },
  { to: 'expiryYear', from: ['expiry_year'], wireType: 'number', transform: expiryYear, sensitivity: 'personal' },
  {
    to: 'state',
    fromAll: { status: ['status'], active: ['is_active'] },
    wireTypes: { active: 'boolean' },
    words: wordTable(CARD_STATE_BY_STATUS),
    transform: cardState,
    sensitivity: 'public',
    strict: true,
  },
  { to: 'stateNative', from: ['status'], transform: literal, sensitivity: 'public', promised: true },
  {
    to: 'stateChangedBy',
    fromAll: { status: ['status'], active: ['is_active'] },
    wireTypes: { active: 'boolean' },
    words: STATE_CHANGERS,
    transform: cardStateChangedBy,
    sensitivity: 'public',
    strict: true,
  },
  {
    to: 'balance',
    fromAll: { amount: ['balance'], currency: ['currency'] },
    wireTypes: { amount: 'number' },
    promised: true,
    transform: money,
    sensitivity: 'personal',
  },
  {
    to: 'allowedActions',
    fromAll: { status: ['status'], active: ['is_active'] },
    wireTypes: { active: 'boolean' },
    words: ACTION_WORDS,
    transform: cardActions,
    sensitivity: 'public',
    strict: true,
  },
  { to: 'createdAt', from: ['created_at'], transform: instant, sensitivity: 'public', promised: true },
  { to: 'updatedAt', from: ['updated_at'], transform: instant, sensitivity: 'public' },
  {
    from: ['number', 'cvv', 'pan'],
    dropped: 'card number and security code, in clear or as tokens that give them away; never part of the model',
    sensitivity: 'secret',
  },
  { from: ['last4'], dropped: 'said by the mask as well, which is what counts', sensitivity: 'personal' },
  { from: ['provider_card_id'], dropped: 'id at the card issuer behind Cartevo', sensitivity: 'public' },
];

/** Readers of Cartevo’s records, compiled once. */
export const cartevoCustomer = compileReader({
  record: 'customer',
  shape: Customer,
  table: cartevoCustomerFields,
  idKey: 'id',
});
export const cartevoCard = compileReader({ record: 'card', shape: Card, table: cartevoCardFields, idKey: 'id' });

/**
 * What stands around Cartevo’s records. The page block of a list is called `pagination`, `meta` or is not there at all;
 * its 2025 server sent `data` alone.
 */
export const cartevoEnvelope = compileEnvelopeInspection([
  { path: 'data', wireType: null, promised: true },
  { path: 'success', wireType: 'boolean' },
  { path: 'statusCode', wireType: 'number' },
  { path: 'message', wireType: 'string' },
  ...pageValues('pagination'),
  ...pageValues('meta'),
]);
