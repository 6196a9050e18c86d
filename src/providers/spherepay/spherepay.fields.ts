import { Customer } from '../../canonical/customer.js';
import { country } from '../mapping/countries.js';
import { calendarDate, instant } from '../mapping/dates.js';
import { identityRows } from '../mapping/identity-rows.js';
import type { FieldTable } from '../mapping/field-table.js';
import { phone } from '../mapping/phones.js';
import { compileEnvelopeInspection, pageValues } from '../mapping/compile-inspection.js';
import { compileReader } from '../mapping/record-reader.js';
import { fullName, literal, metadata, text } from '../mapping/text.js';
import { customerType, gender } from './spherepay.statuses.js';
import { toVerification, verificationParts } from './spherepay.verification.js';

/** Name of the person or, of a business, the registered one before the one it trades under. */
function displayName(values: Readonly<Record<string, unknown>>): string | null {
  const business = [values['legal'], values['trade']].find((name) => typeof name === 'string') as string | undefined;
  return fullName(values) ?? business ?? null;
}

displayName.uses = (values: Readonly<Record<string, unknown>>, data: unknown): readonly string[] => {
  const isBusiness = (data as Partial<Customer>).type === 'business';
  if (!isBusiness && fullName(values) !== null) return ['given', 'family'];
  return [typeof values['legal'] === 'string' ? 'legal' : 'trade'];
};

/** SpherePay’s customer: “Get a customer by ID”, and what older copies of that page show for a business. */
export const spherePayCustomerFields: FieldTable = [
  ...identityRows('spherepay', 'id'),
  { to: 'type', from: ['type'], transform: customerType, sensitivity: 'public', promised: true },
  { to: 'status', constant: 'unknown', because: 'SpherePay has no account status' },
  {
    to: 'displayName',
    fromAll: {
      given: ['firstName'],
      family: ['lastName'],
      legal: ['businessLegalName'],
      trade: ['businessTradeName'],
    },
    transform: displayName,
    sensitivity: 'personal',
  },
  { to: 'email', from: ['email'], transform: text, sensitivity: 'personal' },
  { to: 'phone', from: ['phone'], transform: phone, sensitivity: 'personal' },
  { to: 'person.givenName', from: ['firstName'], transform: text, sensitivity: 'personal' },
  { to: 'person.middleName', from: ['personalInformation.middleName'], transform: text, sensitivity: 'personal' },
  { to: 'person.familyName', from: ['lastName'], transform: text, sensitivity: 'personal' },
  { to: 'person.dateOfBirth', from: ['dateOfBirth'], transform: calendarDate, sensitivity: 'personal' },
  { to: 'person.gender', from: ['personalInformation.gender'], transform: gender, sensitivity: 'personal' },
  { to: 'person.genderNative', from: ['personalInformation.gender'], transform: literal, sensitivity: 'personal' },
  { to: 'person.nationality', from: ['personalInformation.nationality'], transform: country, sensitivity: 'personal' },
  {
    to: 'person.countryOfBirth',
    from: ['personalInformation.countryOfBirth'],
    transform: country,
    sensitivity: 'personal',
  },
  {
    to: 'person.countryOfResidence',
    from: ['personalInformation.residencyCountry'],
    transform: country,
    sensitivity: 'personal',
  },
  {
    to: 'person.occupationCode',
    from: ['personalInformation.occupationSocCode'],
    transform: text,
    sensitivity: 'personal',
  },
  { to: 'person.sourceOfFunds', from: ['personalInformation.sourceOfFunds'], transform: text, sensitivity: 'personal' },
  {
    to: 'person.taxId.type',
    from: ['personalInformation.taxIdentificationNumberType'],
    transform: text,
    sensitivity: 'personal',
  },
  {
    to: 'person.taxId.country',
    from: ['personalInformation.taxIdentificationNumberCountry'],
    transform: country,
    sensitivity: 'personal',
  },
  {
    to: 'person.taxId.description',
    from: ['personalInformation.taxIdentificationNumberDescription'],
    transform: text,
    sensitivity: 'personal',
  },
  { to: 'business.legalName', from: ['businessLegalName'], transform: text, sensitivity: 'personal' },
  { to: 'business.tradeName', from: ['businessTradeName'], transform: text, sensitivity: 'personal' },
  {
    to: 'verification',
    fromAll: { profiles: ['verificationProfiles'], terms: ['tosStatus'] },
    wireTypes: { profiles: 'array' },
    parts: verificationParts,
    transform: toVerification,
    sensitivity: 'personal',
    strict: true,
  },
  { to: 'metadata', from: ['meta'], wireType: 'object', transform: metadata, sensitivity: 'personal' },
  { to: 'createdAt', from: ['createdAt'], transform: instant, sensitivity: 'public', promised: true },
  { to: 'updatedAt', from: ['updatedAt'], transform: instant, sensitivity: 'public', promised: true },
  {
    from: ['personalInformation.taxIdentificationNumber'],
    dropped: 'the tax number is never returned by SpherePay; should it appear, it is not shown',
    sensitivity: 'sensitive',
  },
];

/** A record says what it is; the other half of the model stays empty, whatever else it holds. */
function oneKindOnly(customer: Customer): Customer {
  if (customer.type === 'business') {
    customer.person = null;
    customer.displayName = customer.business?.legalName ?? customer.business?.tradeName ?? null;
  }
  if (customer.type === 'individual') customer.business = null;
  return customer;
}

/** Reader of SpherePay’s customers, compiled once. */
export const spherePayCustomer = compileReader({
  record: 'customer',
  shape: Customer,
  table: spherePayCustomerFields,
  idKey: 'id',
  adjust: oneKindOnly,
});

/** What stands around the customers of a list. */
export const spherePayListEnvelope = compileEnvelopeInspection([
  { path: 'customers', wireType: 'array', promised: true },
  ...pageValues('pagination', { promised: true }),
]);
