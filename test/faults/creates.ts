import { PERSONAL, SECRETS, SENSITIVE } from '../support/canaries.js';
import { BUSINESS_FILES, newBusiness } from '../support/new-business.js';
import { asJson, jpeg, newCustomer, toForm } from '../support/new-customer.js';
import { newSpherePayCustomer } from '../support/new-spherepay-customer.js';
import type { Wire } from '../support/wire-records.js';

const PHONE = `+237${PERSONAL.phone}`;
const PLACE = { line1: PERSONAL.street, city: PERSONAL.city, postalCode: PERSONAL.postalCode };
// One, so that an upload is one call.
const FILE = BUSINESS_FILES[2];

const person = () =>
  newCustomer({
    givenName: PERSONAL.givenName,
    familyName: PERSONAL.familyName,
    email: PERSONAL.email,
    dateOfBirth: PERSONAL.dateOfBirth,
    phone: PHONE,
    identityDocument: { type: 'passport', number: SENSITIVE.documentNumber },
  });

/** A person for Cartevo, the document at an address. */
export const cartevoJson = (): RequestInit => {
  const customer = person();
  customer.identityDocument['frontUrl'] = SENSITIVE.frontUrl;
  return asJson(customer);
};

/** The same with the document as a file. */
export const cartevoFiles = (): RequestInit => ({ method: 'POST', body: toForm(person()) });

/** A person for SpherePay, which takes JSON only. */
export const spherePayJson = (): RequestInit =>
  asJson(
    newSpherePayCustomer({
      email: PERSONAL.email,
      phone: PHONE,
      address: { ...PLACE, region: PERSONAL.region, country: 'CM' },
      middleName: PERSONAL.middleName,
      taxId: { type: 'other', number: SECRETS.taxNumber, country: 'CM', description: PERSONAL.taxDescription },
      metadata: { note: PERSONAL.metadata },
    }),
  );

const business = ({ partner_customer_id: externalId }: Wire) =>
  newBusiness({
    externalId,
    email: PERSONAL.email,
    phone: PHONE,
    business: {
      legalName: PERSONAL.businessName,
      registrationNumber: PERSONAL.registrationNumber,
      people: [
        {
          givenName: PERSONAL.givenName,
          familyName: PERSONAL.familyName,
          dateOfBirth: PERSONAL.dateOfBirth,
          address: { ...PLACE, country: 'SG' },
          identityDocument: { number: SENSITIVE.documentNumber },
        },
      ],
    },
  });

/** The business of this record for the partner. */
export const partnerJson = (record: Wire): RequestInit => asJson(business(record));

/** The same with a file, which is uploaded before. */
export const partnerFiles = (record: Wire): RequestInit => ({
  method: 'POST',
  body: toForm(business(record), [{ name: FILE, bytes: jpeg(2048, SECRETS.documentBytes) }]),
});
