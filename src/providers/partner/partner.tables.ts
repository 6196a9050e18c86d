import type { ErrorRow, ProviderTables, Quirk } from '../provider.js';
import { partnerCustomerFields } from './partner.fields.js';
import { MAX_DOCUMENT_BYTES, MAX_FILES, partnerLimits } from './partner.limits.js';

const create = ['createCustomer'] as const;
const lookups = ['getCustomer', 'findCustomersByExternalId'] as const;

// The partner documents no errors at all: everything here is inferred.
const errors: readonly ErrorRow[] = [
  { status: 404, operations: lookups, code: 'resource_not_found', certainty: 'inferred' },
  {
    status: 200,
    operations: lookups,
    words: /\bnot[ _-]?found\b|(?:^|_)not_?found\b|\bdoes not exist\b/i,
    code: 'resource_not_found',
    certainty: 'inferred',
  },
  { status: 409, operations: create, code: 'duplicate_customer', pointer: '/externalId', certainty: 'inferred' },
  { status: 413, operations: create, code: 'file_too_large', certainty: 'inferred' },
  { status: 415, operations: create, code: 'unsupported_file_type', certainty: 'inferred' },
];

const quirks: readonly Quirk[] = [
  { number: 1, summary: 'The sample of `status` is all four words joined by commas: understood as unknown.' },
  { number: 2, summary: '`business_details` and `registration_address` may be missing.' },
  { number: 3, summary: '`basic_info` of a person may be missing, and with it every name.' },
  { number: 4, summary: '`id_type` and `account_usage_product_reference` come back but cannot be sent.' },
  { number: 5, summary: 'Field names repeat the name of their group.' },
  { number: 6, summary: 'The postal code is called `postcode`.' },
  { number: 7, summary: 'Days are written as date-times: the first ten characters count.' },
  { number: 8, summary: 'Names come in two scripts; the Latin one is shown.' },
  { number: 9, summary: 'There is no time of change.' },
  { number: 10, summary: 'There are no terms of service and no requirements.' },
  { number: 11, summary: 'Addresses have one line.' },
  { number: 12, summary: 'The documented host is a placeholder: the address has no default.' },
  { number: 13, summary: 'Money is a JSON number with decimals, worked on as decimal text.' },
  { number: 14, summary: 'A sample holds a mail address at a real-looking domain, never used here.' },
  { number: 15, summary: 'No person is marked as the main one; all are shown in the order received.' },
  { number: 16, summary: 'An upload is declared as JSON with a file in it: a form is sent.' },
  { number: 17, summary: 'A create refers to files that were uploaded before; none can be looked at or taken back.' },
  { number: 18, summary: 'Whether the answer of a create has an id is not shown: the record is read by either id.' },
];

export const partnerTables: ProviderTables = {
  fields: { customer: partnerCustomerFields },
  errors,
  limits: partnerLimits,
  serviceLimits: [
    { subject: 'rate', limit: 'none is published', certainty: 'documented' },
    {
      subject: 'files of a create',
      limit: `at most ${MAX_FILES} of ${MAX_DOCUMENT_BYTES / 1024 / 1024} MiB each, by the gateway; the partner states none`,
      certainty: 'inferred',
    },
  ],
  quirks,
  inferred: [
    '`Succeeded` means that onboarding is approved and the account is active; `Failed` that it is closed.',
    '`Suspended` says nothing about the outcome of onboarding.',
    'An unknown customer is 404, or 200 with an error body that says "not found".',
    'Status words are compared without regard to case.',
    'An external id is taken once: a second create with it is refused with 409, so that one which is not there was not made.',
    'Which fields a create needs is not documented: only the names are asked for, the rest is left to the partner.',
    'Lengths, and the number and size of files, are limits of the gateway: the partner states none.',
    'Documents of the registration are uploaded as `Business Registration`, the sides of a person’s document as `Main page` and `Back page`.',
  ],
};
