import { Digested } from '../../platform/upload/digest.js';
import type { ReceivedFile } from '../../platform/upload/multipart-form.js';
import { fieldsNotSent } from '../input/not-sent.js';
import { textsIn } from '../input/texts-in.js';
import { exponentOf, toDecimal } from '../mapping/amounts.js';
import type { Evidence } from '../reconciliation.js';
import type { CreatePartnerCustomer, CreatePartnerPerson, PartnerAddressInput } from './partner.dto.js';
import { PARTNER_NOT_SENT } from './partner.limits.js';

/** A file with its name in the form and what the partner calls its kind. */
export interface PartnerFile {
  readonly name: string;
  readonly kind: 'Business Registration' | 'Main page' | 'Back page';
  readonly file: ReceivedFile;
}

/** A checked create: nothing in it can still be refused by the gateway. */
export interface CreatePartnerCustomerCommand {
  readonly customer: CreatePartnerCustomer;
  /** The caller’s own id, or one that the gateway has made. */
  readonly externalId: string;
  readonly files: readonly PartnerFile[];
}

/** The partner’s ids of uploaded files, by their names in the form. */
export type FileIds = ReadonlyMap<string, string>;

type Wire = Record<string, unknown>;

/** The JSON that the partner wants; groups in which nothing would stand are left out. */
export function toWireCustomer({ customer, externalId }: CreatePartnerCustomerCommand, fileIds: FileIds): Wire {
  const { email, phone, business } = customer;
  const people = (business.people ?? []).map((person, place) => toWirePerson(person, place, fileIds));
  const registrationFiles = [...fileIds].filter(([name]) => name.startsWith('business.registrationDocuments.'));
  const wire = {
    partner_customer_id: externalId,
    business_details: group({
      business_name: business.legalName,
      business_name_english: business.legalNameLatin,
      website: business.website,
      business_identifier_number: business.registrationNumber,
      business_identifier_country_code: business.registrationCountry,
      business_identifier_document_list: listOrNothing(registrationFiles.map(([, id]) => id)),
      business_identifier_start_date: toDateTime(business.registeredOn),
      business_identifier_expiry_date: toDateTime(business.registrationExpiresOn),
    }),
    registration_address: toWireAddress('registration_address', business.registeredAddress),
    account_usage: toWireUsage(business.activity),
    primary_contact: group({ contact_phone: phone, contact_email: email }),
    business_person_list: listOrNothing(people),
  };
  return group(wire) ?? wire;
}

/** What of a create is accepted and not sent. */
export function notSentOf({ customer }: CreatePartnerCustomerCommand): string[] {
  return fieldsNotSent(customer, PARTNER_NOT_SENT);
}

/** By what a new customer is recognised later. */
export function evidenceOfCreate(command: CreatePartnerCustomerCommand): Evidence {
  return { externalId: command.externalId, notSent: notSentOf(command) };
}

/** Personal values of the input, which must not come back inside a provider’s message. */
export function personalValues(customer: CreatePartnerCustomer): string[] {
  return textsIn([customer.email, customer.phone, customer.business, customer.metadata]);
}

/** All that makes a create another one: its fields, and its files by their digests. */
export function fingerprinted({ customer, files }: CreatePartnerCustomerCommand): unknown {
  const digests = files.map(({ name, file }) => [name, new Digested(file.bytes)] as const);
  return { customer, files: digests.sort(([one], [other]) => (one < other ? -1 : Number(one > other))) };
}

function toWirePerson(person: CreatePartnerPerson, place: number, fileIds: FileIds): Wire {
  const { identityDocument: document = {} } = person;
  const fileId = (side: string) => fileIds.get(`business.people.${place}.identityDocument.${side}`);
  const wire = {
    basic_info: group({
      first_name: person.givenName,
      last_name: person.familyName,
      first_name_english: person.givenNameLatin,
      last_name_english: person.familyNameLatin,
      birth_date: toDateTime(person.dateOfBirth),
      nationality: person.nationality,
    }),
    residential_address: toWireAddress('residential_address', person.address),
    identification: group({
      id_number: document.number,
      id_issuing_country_code: document.issuingCountry,
      id_issue_date: toDateTime(document.issuedOn),
      id_expiration_date: toDateTime(document.expiresOn),
      id_document_front_file_id: fileId('front'),
      id_document_back_file_id: fileId('back'),
    }),
  };
  return group(wire) ?? {};
}

/** Every field repeats the name of its group. */
function toWireAddress(name: string, address: PartnerAddressInput = {}): Wire | undefined {
  return group({
    [`${name}_line1`]: address.line1,
    [`${name}_city`]: address.city,
    [`${name}_state`]: address.region,
    [`${name}_postcode`]: address.postalCode,
    [`${name}_country_code`]: address.country,
  });
}

function toWireUsage(activity: CreatePartnerCustomer['business']['activity'] = {}): Wire | undefined {
  const { operatingCountry, description, industryCode, estimatedMonthlyRevenue: revenue } = activity;
  return group({
    operating_country: operatingCountry,
    goods_service_description: description,
    industry_category_code: industryCode,
    estimated_monthly_revenue_currency: revenue?.currency,
    estimated_monthly_revenue_amount: revenue && toAmount(revenue.amountMinor, revenue.currency),
  });
}

/** A JSON number. Amounts are bounded so that its digits are those of the decimal text. */
function toAmount(amountMinor: number, currency: string): number {
  return Number(toDecimal(amountMinor, exponentOf(currency) ?? 0));
}

/** Days are date-times there; no time zone moves them. */
function toDateTime(day: string | undefined): string | undefined {
  return day && `${day}T00:00:00Z`;
}

function group(fields: Wire): Wire | undefined {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}

function listOrNothing<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length > 0 ? items : undefined;
}
