import type { ErrorRow, FieldLimit, ProviderTables, Quirk } from '../provider.js';
import { cartevoCardErrors, cartevoCardInferred, cartevoCardLimits } from './cartevo.card.tables.js';
import { cartevoCardFields, cartevoCustomerFields } from './cartevo.fields.js';
import { cartevoTransactionFields } from './cartevo.transaction.fields.js';

/** Largest document, by “Create Customer” (operational guidance: the verifier may refuse smaller ones too). */
export const MAX_DOCUMENT_BYTES = 10 * 1024 * 1024;

const limit = (pointer: string, wireName: string, min: number, max: number): FieldLimit => ({
  pointer,
  wireName,
  min,
  max,
  required: true,
});

/** Body fields of “Create Customer”; lengths in characters, of the value that Cartevo receives. */
export const cartevoLimits: readonly FieldLimit[] = [
  limit('/givenName', 'first_name', 3, 255),
  limit('/familyName', 'last_name', 3, 255),
  limit('/email', 'email', 3, 254),
  limit('/dateOfBirth', 'date_of_birth', 10, 10),
  limit('/phone', 'phone_number', 3, 255),
  limit('/phone', 'country_phone_code', 1, 255),
  limit('/address/line1', 'street', 2, 255),
  limit('/address/city', 'city', 2, 255),
  limit('/address/region', 'state', 2, 255),
  limit('/address/postalCode', 'postal_code', 3, 255),
  limit('/address/country', 'country', 2, 255),
  limit('/address/country', 'country_iso_code', 2, 2),
  limit('/identityDocument/type', 'id_document_type', 1, 255),
  limit('/identityDocument/number', 'identification_number', 1, 255),
  limit('/identityDocument/front', 'id_document_front', 1, MAX_DOCUMENT_BYTES),
  { ...limit('/identityDocument/back', 'id_document_back', 1, MAX_DOCUMENT_BYTES), required: false },
  limit('/identityDocument/frontUrl', 'id_document_front_url', 1, 2048),
  { ...limit('/identityDocument/backUrl', 'id_document_back_url', 1, 2048), required: false },
];

/** What the server says of a route that it does not have: a wrong base address, not a missing record. */
export const NO_SUCH_ROUTE = /^cannot (?:get|post|put) /i;

/** The error tables of “Get Customer by ID”, “Customer cards” and “Create Customer”. */
const errors: readonly ErrorRow[] = [
  // The server’s own “no such route” is a wrong base address and says nothing about a record.
  { status: 404, words: NO_SUCH_ROUTE, code: 'provider_error', certainty: 'inferred' },
  {
    status: 404,
    operations: ['getCustomer', 'listCustomerCards'],
    code: 'resource_not_found',
    certainty: 'documented',
  },
  {
    status: 400,
    operations: ['getCustomer', 'listCustomerCards'],
    words: /uuid/i,
    code: 'resource_not_found',
    certainty: 'inferred',
  },
  {
    status: 200,
    operations: ['getCustomer', 'listCustomerCards'],
    words: /\bnot found\b/i,
    code: 'resource_not_found',
    certainty: 'inferred',
  },
  {
    status: 400,
    operations: ['createCustomer'],
    words: /\b18 (?:years )?or older\b/i,
    code: 'customer_underage',
    pointer: '/dateOfBirth',
    certainty: 'documented',
  },
  {
    status: 409,
    operations: ['createCustomer'],
    words: /\bemail\b/i,
    code: 'duplicate_customer',
    pointer: '/email',
    certainty: 'documented',
  },
  {
    status: 409,
    operations: ['createCustomer'],
    words: /\bidentification_?\s?number\b/i,
    code: 'duplicate_customer',
    pointer: '/identityDocument/number',
    certainty: 'documented',
  },
  { status: 409, operations: ['createCustomer'], code: 'duplicate_customer', certainty: 'inferred' },
  { status: 413, operations: ['createCustomer'], code: 'file_too_large', certainty: 'documented' },
  { status: 415, operations: ['createCustomer'], code: 'unsupported_file_type', certainty: 'documented' },
  {
    status: 422,
    operations: ['createCustomer'],
    words: /\bunreadable\b/i,
    code: 'document_unreadable',
    certainty: 'documented',
  },
  ...cartevoCardErrors,
];

const quirks: readonly Quirk[] = [
  { number: 1, summary: 'The dial code is sent as `country_phone_code` and comes back as `phone_country_code`.' },
  { number: 2, summary: '`id_document_type` and `identification_number` come back as `type` and `number`.' },
  { number: 3, summary: '`image` is the front of the document, `photo` its back and not a portrait.' },
  { number: 4, summary: 'The ISO code of the country is required on create and not returned: it is derived.' },
  { number: 5, summary: '`country` is a full name, as submitted.' },
  { number: 6, summary: '`kyc_status` is described, but no documented answer has it.' },
  {
    number: 7,
    summary: 'An empty card list is 404, like a customer who does not exist; older servers answer 200 `[]`.',
  },
  { number: 8, summary: 'The mask is called `masked_pan` or `masked_number` and has three layouts.' },
  { number: 9, summary: 'One of two card shapes has no brand; it is not derived.' },
  { number: 10, summary: '`enroll` is a boolean by type and the text "true" by example; the text is sent.' },
  { number: 11, summary: 'Published examples mix countries: Nigeria, `CM`, +234.' },
  { number: 12, summary: 'Names have at least three characters, so shorter names cannot be registered.' },
  { number: 13, summary: 'A create answers 201 with `statusCode` 200 inside.' },
  { number: 14, summary: 'A list describes its pages as `pagination`, as `meta` or not at all.' },
  { number: 15, summary: 'Customer lists count pages from 1, transactions of a card from 0.' },
  { number: 16, summary: '`sync` is false by default for customers and lists, true for one card.' },
  { number: 17, summary: '`reveal` is documented in two places; it is never used here.' },
  { number: 18, summary: '`number` and `cvv` of a card are tokens that give the clear values away: dropped.' },
  { number: 19, summary: 'Schema and text of “create card” disagree on what is required.' },
  { number: 20, summary: 'Duplicates are found by e-mail or by document number.' },
  { number: 21, summary: 'The answer of a create may lack fields: only its id counts, the record is read again.' },
  { number: 22, summary: 'Ids of the card issuer may be present and are ignored.' },
  { number: 23, summary: 'The life of a token is said to be 3 600 s or 86 400 s: the value received counts.' },
  { number: 24, summary: 'A birth date may come back as midnight UTC: its first ten characters count.' },
  { number: 25, summary: '`is_active` of a customer is not approval; a card has one of its own beside `status`.' },
  { number: 26, summary: 'An old base path and ids such as `cust_…` are dead.' },
  { number: 27, summary: 'There is one address, without a second line.' },
  { number: 28, summary: '“Card details” say neither whose the card is nor its brand; lists and “create card” do.' },
  { number: 29, summary: 'A transaction holds its card with number and code as tokens, and its customer: left out.' },
  {
    number: 30,
    summary: 'A repeated freeze or terminate is refused with 400: success here, if the card is in that state.',
  },
  { number: 31, summary: 'Terminating answers 201; `refund_processed` is a boolean or the text "true".' },
  { number: 32, summary: 'The list of all cards is not paged and stands in an object, beside statistics.' },
];

export const cartevoTables: ProviderTables = {
  fields: { customer: cartevoCustomerFields, card: cartevoCardFields, transaction: cartevoTransactionFields },
  errors,
  limits: [...cartevoLimits, ...cartevoCardLimits],
  serviceLimits: [
    { subject: 'page size', limit: 'about 100 customers', certainty: 'documented' },
    { subject: 'cards', limit: 'come in one answer, of which 1 MiB is read: some thousands', certainty: 'inferred' },
    { subject: 'money on a card', limit: '10 000 USD', certainty: 'documented' },
    { subject: 'rate', limit: 'answered with 429; the number is not published', certainty: 'documented' },
    { subject: 'token', limit: '3 600 s, no refresh', certainty: 'documented' },
  ],
  quirks,
  inferred: [
    'A 409 on create that names neither e-mail nor document number is a duplicate all the same.',
    'A 400 about a UUID on a read means that no such record can exist.',
    '`is_virtual: false` without `is_physical` is a physical card.',
    'With JSON documents a back side is needed for the same document types as with files.',
    ...cartevoCardInferred,
  ],
};
