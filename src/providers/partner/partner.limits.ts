import type { FieldLimit } from '../provider.js';

/** Largest file, in bytes. The partner states no limit; this one is the gateway’s own. */
export const MAX_DOCUMENT_BYTES = 10 * 1024 * 1024;
/** Files of one request, all together; the gateway’s own limit. */
export const MAX_FILES = 10;
/** People of one business; the gateway’s own limit. */
export const MAX_PEOPLE = 10;

// The partner states no lengths either; these keep a mistake of the caller from becoming a refusal without words.
const LONGEST_TEXT = 255;
const LONGEST_DESCRIPTION = 1000;
const LONGEST_ADDRESS = 2048;

type Requirement = 'required' | 'optional';

function limit(pointer: string, wireName: string, requirement: Requirement = 'optional', max = LONGEST_TEXT) {
  return { pointer, wireName, min: 1, max, required: requirement === 'required' };
}

/** An address; every field repeats the name of its group. */
function addressLimits(pointer: string, group: string): FieldLimit[] {
  const name = (field: string) => `${group}.${group.split('.').at(-1)}_${field}`;
  return [
    limit(`${pointer}/line1`, name('line1')),
    limit(`${pointer}/city`, name('city')),
    limit(`${pointer}/region`, name('state')),
    limit(`${pointer}/postalCode`, name('postcode')),
    { ...limit(`${pointer}/country`, name('country_code'), 'optional', 2), min: 2 },
  ];
}

const business = (pointer: string, wire: string, ...rest: [Requirement?, number?]) =>
  limit(`/business/${pointer}`, `business_details.${wire}`, ...rest);
const activity = (pointer: string, wire: string, ...rest: [Requirement?, number?]) =>
  limit(`/business/activity/${pointer}`, `account_usage.${wire}`, ...rest);
const person = (pointer: string, wire: string, ...rest: [Requirement?, number?]) =>
  limit(`/business/people/*/${pointer}`, `business_person_list.${wire}`, ...rest);

/**
 * Body fields of “Create Customer”, lengths in characters; `*` is the place of a person. Which of them the partner needs
 * is not documented, so only the names are asked for, without which nobody could tell the records apart.
 */
export const partnerLimits: readonly FieldLimit[] = [
  limit('/externalId', 'partner_customer_id'),
  { ...limit('/email', 'primary_contact.contact_email', 'optional', 254), min: 3 },
  { ...limit('/phone', 'primary_contact.contact_phone', 'optional', 16), min: 8 },
  business('legalName', 'business_name', 'required'),
  business('legalNameLatin', 'business_name_english'),
  business('website', 'website', 'optional', LONGEST_ADDRESS),
  business('registrationNumber', 'business_identifier_number'),
  { ...business('registrationCountry', 'business_identifier_country_code', 'optional', 2), min: 2 },
  business('registrationDocuments', 'business_identifier_document_list', 'optional', MAX_DOCUMENT_BYTES),
  ...addressLimits('/business/registeredAddress', 'registration_address'),
  { ...activity('operatingCountry', 'operating_country', 'optional', 2), min: 2 },
  activity('description', 'goods_service_description', 'optional', LONGEST_DESCRIPTION),
  activity('industryCode', 'industry_category_code'),
  person('givenName', 'basic_info.first_name', 'required'),
  person('familyName', 'basic_info.last_name', 'required'),
  person('givenNameLatin', 'basic_info.first_name_english'),
  person('familyNameLatin', 'basic_info.last_name_english'),
  ...addressLimits('/business/people/*/address', 'business_person_list.residential_address'),
  person('identityDocument/number', 'identification.id_number'),
  person('identityDocument/front', 'identification.id_document_front_file_id', 'optional', MAX_DOCUMENT_BYTES),
  person('identityDocument/back', 'identification.id_document_back_file_id', 'optional', MAX_DOCUMENT_BYTES),
];

/** Canonical fields that a caller may send to every provider and that the partner has no place for. */
export const PARTNER_NOT_SENT: readonly string[] = [
  '/metadata',
  '/business/tradeName',
  '/business/registeredAddress/line2',
  '/business/activity/productReference',
  '/business/people/*/middleName',
  '/business/people/*/address/line2',
  '/business/people/*/identityDocument/type',
];
