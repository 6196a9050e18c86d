import { Customer } from '../../canonical/customer.js';
import { money } from '../mapping/amounts.js';
import { country } from '../mapping/countries.js';
import { calendarDate, instant } from '../mapping/dates.js';
import { identityRows } from '../mapping/identity-rows.js';
import type { FieldRow, FieldTable, Transform } from '../mapping/field-table.js';
import { phone } from '../mapping/phones.js';
import { compileReader } from '../mapping/record-reader.js';
import {
  imageFileId,
  isFrenchEstablishmentNumber,
  isSouthAfricanIdentityNumber,
  literal,
  maskedNumber,
  text,
  webAddress,
} from '../mapping/text.js';
import { customerStatus, identityDocumentType, verificationStatus } from './partner.statuses.js';

const identityDocument: FieldTable = [
  { to: 'type', from: ['identification.id_type'], transform: identityDocumentType, sensitivity: 'personal' },
  { to: 'typeNative', from: ['identification.id_type'], transform: literal, sensitivity: 'personal' },
  {
    to: 'numberMasked',
    from: ['identification.id_number'],
    transform: maskedNumber,
    sensitivity: 'personal',
    cardNumberAllowed: isSouthAfricanIdentityNumber,
  },
  {
    to: 'number',
    from: ['identification.id_number'],
    transform: text,
    sensitivity: 'sensitive',
    cardNumberAllowed: isSouthAfricanIdentityNumber,
  },
  {
    to: 'issuingCountry',
    from: ['identification.id_issuing_country_code'],
    transform: country,
    sensitivity: 'personal',
  },
  { to: 'issuedOn', from: ['identification.id_issue_date'], transform: calendarDate, sensitivity: 'personal' },
  { to: 'expiresOn', from: ['identification.id_expiration_date'], transform: calendarDate, sensitivity: 'personal' },
  {
    to: 'front',
    from: ['identification.id_document_front_file_id'],
    transform: imageFileId,
    sensitivity: 'sensitive',
  },
  { to: 'back', from: ['identification.id_document_back_file_id'], transform: imageFileId, sensitivity: 'sensitive' },
];

/** An address; every field repeats the name of its group. */
function addressRows(to: string, group: string): FieldTable {
  const row = (field: string, wire: string, transform: Transform): FieldRow => ({
    to: `${to}.${field}`,
    from: [`${group}.${group}_${wire}`],
    transform,
    sensitivity: 'personal',
  });
  return [
    row('line1', 'line1', text),
    row('city', 'city', text),
    row('region', 'state', text),
    row('postalCode', 'postcode', text),
    row('country', 'country_code', country),
    row('countryOriginal', 'country_code', text),
  ];
}

// Names, birth date and nationality are known from the create call; the documented answer leaves the block out.
const person: FieldTable = [
  {
    to: 'givenName',
    from: ['basic_info.first_name'],
    transform: text,
    sensitivity: 'personal',
    certainty: 'inferred',
  },
  { to: 'familyName', from: ['basic_info.last_name'], transform: text, sensitivity: 'personal', certainty: 'inferred' },
  {
    to: 'givenNameLatin',
    from: ['basic_info.first_name_english'],
    transform: text,
    sensitivity: 'personal',
    certainty: 'inferred',
  },
  {
    to: 'familyNameLatin',
    from: ['basic_info.last_name_english'],
    transform: text,
    sensitivity: 'personal',
    certainty: 'inferred',
  },
  {
    to: 'dateOfBirth',
    from: ['basic_info.birth_date'],
    transform: calendarDate,
    sensitivity: 'personal',
    certainty: 'inferred',
  },
  {
    to: 'nationality',
    from: ['basic_info.nationality'],
    transform: country,
    sensitivity: 'personal',
    certainty: 'inferred',
  },
  ...addressRows('address', 'residential_address'),
  { to: 'identityDocuments', single: identityDocument },
];

/** The name in Latin script first: it is the safe one to show. */
function displayName({ latin, plain }: Readonly<Record<string, unknown>>): string | null {
  return ([latin, plain].find((name) => typeof name === 'string') as string | undefined) ?? null;
}

displayName.uses = ({ latin }: Readonly<Record<string, unknown>>): readonly string[] => [
  typeof latin === 'string' ? 'latin' : 'plain',
];

/** The partner’s customer: “Get Customer Details”, with the blocks that only its create call spells out. */
export const partnerCustomerFields: FieldTable = [
  ...identityRows('partner', 'customer_id'),
  { to: 'externalId', from: ['partner_customer_id'], transform: text, sensitivity: 'public', promised: true },
  { to: 'type', constant: 'business', because: 'the partner has business customers only' },
  { to: 'status', from: ['status'], transform: customerStatus, sensitivity: 'public' },
  { to: 'statusNative', from: ['status'], transform: literal, sensitivity: 'public', promised: true },
  {
    to: 'displayName',
    fromAll: { latin: ['business_details.business_name_english'], plain: ['business_details.business_name'] },
    transform: displayName,
    sensitivity: 'personal',
  },
  { to: 'email', from: ['primary_contact.contact_email'], transform: text, sensitivity: 'personal', promised: true },
  { to: 'phone', from: ['primary_contact.contact_phone'], transform: phone, sensitivity: 'personal', promised: true },
  { to: 'business.legalName', from: ['business_details.business_name'], transform: text, sensitivity: 'personal' },
  {
    to: 'business.legalNameLatin',
    from: ['business_details.business_name_english'],
    transform: text,
    sensitivity: 'personal',
  },
  { to: 'business.website', from: ['business_details.website'], transform: webAddress, sensitivity: 'personal' },
  {
    to: 'business.registrationNumber',
    from: ['business_details.business_identifier_number'],
    transform: text,
    sensitivity: 'personal',
    cardNumberAllowed: isFrenchEstablishmentNumber,
  },
  {
    to: 'business.registrationCountry',
    from: ['business_details.business_identifier_country_code'],
    transform: country,
    sensitivity: 'personal',
  },
  ...addressRows('business.registeredAddress', 'registration_address'),
  {
    to: 'business.activity.operatingCountry',
    from: ['account_usage.operating_country'],
    promised: true,
    transform: country,
    sensitivity: 'personal',
  },
  {
    to: 'business.activity.description',
    from: ['account_usage.goods_service_description'],
    transform: text,
    sensitivity: 'personal',
  },
  {
    to: 'business.activity.industryCode',
    from: ['account_usage.industry_category_code'],
    transform: text,
    sensitivity: 'personal',
  },
  {
    to: 'business.activity.productReference',
    from: ['account_usage.account_usage_product_reference'],
    transform: text,
    sensitivity: 'personal',
  },
  {
    to: 'business.activity.estimatedMonthlyRevenue',
    fromAll: {
      amount: ['account_usage.estimated_monthly_revenue_amount'],
      currency: ['account_usage.estimated_monthly_revenue_currency'],
    },
    wireTypes: { amount: 'number' },
    promised: true,
    transform: money,
    sensitivity: 'personal',
  },
  { to: 'business.people', from: ['business_person_list'], items: person, promised: true },
  { to: 'verification.status', from: ['status'], transform: verificationStatus, sensitivity: 'public' },
  { to: 'verification.statusNative', from: ['status'], transform: literal, sensitivity: 'public' },
  { to: 'createdAt', from: ['created_at'], transform: instant, sensitivity: 'public', promised: true },
  {
    from: [
      'business_details.business_identifier_document_list',
      'business_details.business_identifier_start_date',
      'business_details.business_identifier_expiry_date',
    ],
    dropped: 'file ids and validity of the registration papers: the canonical business has no documents yet',
    sensitivity: 'sensitive',
  },
];

/** Reader of the partner’s customers, compiled once. */
export const partnerCustomer = compileReader({
  record: 'customer',
  shape: Customer,
  table: partnerCustomerFields,
  idKey: 'customer_id',
});
