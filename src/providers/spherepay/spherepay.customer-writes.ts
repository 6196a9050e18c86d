import { mergeMetadata, type MetadataPatch } from '../input/metadata-field.js';
import { fieldsNotSent } from '../input/not-sent.js';
import { toAlpha3 } from '../mapping/countries.js';
import type { Evidence } from '../reconciliation.js';
import type {
  CreateSpherePayCustomer,
  SpherePayAddress,
  SpherePayPersonalFields,
  UpdateSpherePayCustomer,
} from './spherepay.dto.js';

type WireBody = Readonly<Record<string, unknown>>;

/** Canonical fields of a create that SpherePay has no place for. */
const NOT_SENT = ['/givenName', '/familyName', '/dateOfBirth', '/identityDocument', '/externalId'];

/** The body of “Create a customer”. */
export function toWireCustomer(customer: CreateSpherePayCustomer): WireBody {
  const { email, phone, address, metadata } = customer;
  const personalInformation = toPersonalInformation(customer);
  return {
    type: 'individual',
    email,
    phone,
    address: toWireAddress(address),
    ...(Object.keys(personalInformation).length > 0 && { personalInformation }),
    ...(metadata && { meta: mergeMetadata({}, metadata) }),
  };
}

/** The body of “Update a customer”. `meta` is the whole of what shall be there afterwards: it replaces what is there. */
export function toWireChanges(changes: UpdateSpherePayCustomer, meta: WireBody | null): WireBody {
  const personalInformation = toPersonalInformation(changes);
  return {
    ...(changes.address && { address: toWireAddress(changes.address) }),
    ...(Object.keys(personalInformation).length > 0 && { personalInformation }),
    ...(meta && { meta }),
  };
}

/** What of a create is accepted and not sent. */
export function notSentOf(customer: CreateSpherePayCustomer): string[] {
  return fieldsNotSent(customer, NOT_SENT);
}

/** By what a new customer is recognised later. */
export function evidenceOfCreate(customer: CreateSpherePayCustomer): Evidence {
  return { email: customer.email, notSent: notSentOf(customer) };
}

/**
 * By what a change is recognised later: the values that come back as they were sent, and whether there were others. An
 * address and a tax number never come back.
 */
export function evidenceOfChange(changes: UpdateSpherePayCustomer): Evidence {
  const { taxIdentificationNumber, ...shown } = toPersonalInformation(changes);
  return {
    personalInformation: JSON.stringify(shown),
    metadata: JSON.stringify(changes.metadata ?? {}),
    hidden: changes.address !== undefined || taxIdentificationNumber !== undefined,
  };
}

/** Whether a customer has the values of a metadata patch. */
export function holdsMetadata(current: WireBody, patch: MetadataPatch): boolean {
  return Object.entries(patch).every(([key, value]) => (current[key] ?? null) === value);
}

function toWireAddress({ line1, line2, city, region, postalCode, country }: SpherePayAddress): WireBody {
  return {
    line1,
    ...(line2 !== undefined && { line2 }),
    city,
    ...(region !== undefined && { state: region }),
    ...(postalCode !== undefined && { postalCode }),
    country: alpha3(country),
  };
}

function toPersonalInformation(input: SpherePayPersonalFields): Record<string, string> {
  const { taxId } = input;
  const fields: Readonly<Record<string, string | undefined>> = {
    middleName: input.middleName,
    gender: input.gender,
    nationality: input.nationality && alpha3(input.nationality),
    countryOfBirth: input.countryOfBirth && alpha3(input.countryOfBirth),
    residencyCountry: input.countryOfResidence && alpha3(input.countryOfResidence),
    occupationSocCode: input.occupationCode,
    sourceOfFunds: input.sourceOfFunds,
    taxIdentificationNumberType: taxId?.type,
    taxIdentificationNumber: taxId?.number,
    taxIdentificationNumberCountry: taxId && alpha3(taxId.country),
    taxIdentificationNumberDescription: taxId?.description,
  };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Record<string, string>;
}

function alpha3(alpha2: string): string {
  const code = toAlpha3(alpha2);
  if (code === null) throw new Error('a checked country has no alpha-3 code');
  return code;
}
