import type { Operation } from '../operations.js';
import type { ErrorRow, ProviderTables, Quirk } from '../provider.js';
import { spherePayCustomerFields } from './spherepay.fields.js';
import { spherePayCustomerLimits, spherePayDocumentLimits } from './spherepay.limits.js';
import { spherePayDocumentFields, termsLinkFields, verificationLinkFields } from './spherepay.submissions.fields.js';

/** Writes about a customer who exists. */
const CHANGES: readonly Operation[] = ['updateCustomer', 'createTermsLink', 'createVerificationLink', 'addDocument'];

const errors: readonly ErrorRow[] = [
  {
    operations: ['createCustomer'],
    words: /^customer\/duplicate$/,
    code: 'duplicate_customer',
    pointer: '/email',
    certainty: 'inferred',
  },
  { status: 409, operations: ['createCustomer'], code: 'duplicate_customer', certainty: 'inferred' },
  {
    operations: CHANGES,
    words: /^customer\/(?:kyc|tos)-not-approved$/,
    code: 'customer_not_approved',
    certainty: 'documented',
  },
  {
    status: 400,
    operations: ['updateCustomer'],
    words: /\b(?:locked|(?:cannot|can not|may not|no longer) be (?:changed|updated|modified|edited))\b/i,
    code: 'provider_rejected',
    pointer: '/taxId',
    certainty: 'inferred',
  },
  { status: 413, operations: ['addDocument'], code: 'file_too_large', pointer: '/file', certainty: 'inferred' },
  { status: 415, operations: ['addDocument'], code: 'unsupported_file_type', pointer: '/file', certainty: 'inferred' },
  {
    status: 404,
    operations: CHANGES,
    words: /^(?:resource|customer)\/not-found$|^customer not found\.?$/i,
    code: 'resource_not_found',
    certainty: 'documented',
  },
  { status: 404, operations: ['getCustomer'], code: 'resource_not_found', certainty: 'documented' },
  {
    status: 422,
    operations: ['getCustomer'],
    words: /^validation\/failed$/,
    code: 'resource_not_found',
    certainty: 'documented',
  },
  {
    operations: ['getCustomer'],
    words: /^(?:resource|customer)\/not-found$|^customer not found\.?$/i,
    code: 'resource_not_found',
    certainty: 'documented',
  },
];

const quirks: readonly Quirk[] = [
  { number: 1, summary: 'Bank accounts and wallets are promised on the record; no field holds them.' },
  { number: 2, summary: '`type` is documented as `individual` only, although businesses exist.' },
  { number: 3, summary: 'No address comes back, although one is required on create.' },
  { number: 4, summary: 'The tax number is write-only; its type and country come back.' },
  { number: 5, summary: 'Names and birth date come from the document, so they are missing after a create.' },
  { number: 6, summary: '`middleName` stands in `personalInformation`, the other names at the top.' },
  { number: 7, summary: '`tosStatus` is called required and is missing from older answers.' },
  { number: 8, summary: 'A profile can be `rejected`, the terms of service cannot.' },
  { number: 9, summary: 'Words of criteria change and overlap; three generations are understood.' },
  { number: 10, summary: 'A profile may have its lists beside `status`, or no criteria at all.' },
  { number: 11, summary: 'Items of `errors` are objects in older answers, words in the other lists.' },
  { number: 12, summary: 'A link is called `link` for terms and `url` for KYC.' },
  { number: 13, summary: 'Instants are `createdAt` on customers and `created` on wallets.' },
  { number: 14, summary: 'Words for document types differ between pages.' },
  { number: 15, summary: 'A representative is written with an underscore and with a hyphen.' },
  { number: 16, summary: '`meta` is replaced as a whole by an update.' },
  { number: 17, summary: 'Countries are alpha-3.' },
  { number: 18, summary: 'A bad key is 403, not 401.' },
  { number: 19, summary: '`page` and `limit` are text in the query and numbers in the answer.' },
  { number: 20, summary: 'The path word is singular: `customer`.' },
  { number: 21, summary: 'Test ids of the old version are gone.' },
  { number: 22, summary: 'A list item is the whole record, personal data included.' },
];

export const spherePayTables: ProviderTables = {
  fields: {
    customer: spherePayCustomerFields,
    termsLink: termsLinkFields,
    verificationLink: verificationLinkFields,
    document: spherePayDocumentFields,
  },
  errors,
  limits: [...spherePayCustomerLimits, ...spherePayDocumentLimits],
  serviceLimits: [
    { subject: 'rate', limit: '100 reads and 100 writes a second', certainty: 'documented' },
    {
      subject: 'document',
      limit: '15 MB; PDF, JPEG and PNG are passed on, HEIC and TIFF are not',
      certainty: 'documented',
    },
    { subject: 'page size', limit: '100 customers', certainty: 'inferred' },
  ],
  quirks,
  inferred: [
    'The overall verification is that of the worst profile, and not started without any.',
    'What `incomplete` means depends on the criteria of the profile; an approval with something open is unknown.',
    'A requirement under review, or for an approval, waits for the provider; every other waits for the customer.',
    '`identity_verification` asks for the identity document; registries ask for ownership.',
    'A page holds at most 100 customers.',
    'The answer to an update is the customer, and every update moves `updatedAt`.',
    '`customer/duplicate` is about the e-mail address, which the list finds as it was sent.',
    'A refusal that speaks of something locked is about the tax number, the one identity field that can be sent.',
    'Lengths that no page states are bounds of the gateway; the genders `female` and `other` are taken like `male`.',
    'A copy of `meta` may hold any plain value; an address in an update replaces the one before.',
    '15 MB are 15 000 000 bytes.',
  ],
};
