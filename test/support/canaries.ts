import { testCardNumber } from '../../src/platform/simulation/simulated-records.js';
import { IDS, cartevoCustomer, partnerCustomer, spherePayCustomer, type Wire } from './wire-records.js';

/** Values that must never be seen outside the answer they were asked for; each is found by a plain search. */
export const PERSONAL = {
  givenName: 'Canarygiven',
  familyName: 'Canaryfamily',
  middleName: 'Canarymiddle',
  email: 'canary.mail@example.com',
  phone: '677424242',
  street: '77 Canary Street',
  city: 'Canarytown',
  region: 'Canaryshire',
  postalCode: 'CNR-0077',
  dateOfBirth: '1977-03-19',
  taxDescription: 'canary taxpayer',
  occupation: 'canary-15-1132',
  sourceOfFunds: 'canary-salary',
  metadata: 'canary-metadata',
  businessName: 'Canary Trading Ltd',
  registrationNumber: 'CNR00SS0000A',
  website: 'https://canary-trading.example.com',
  activity: 'canary goods',
} as const;

/** Never shown unless asked for with the right scope. */
export const SENSITIVE = {
  documentNumber: 'CANARYDOC90210',
  frontUrl: 'https://cdn.example.com/canary-front.jpg',
  backUrl: 'https://cdn.example.com/canary-back.jpg',
  fileId: 'file_canary_front',
} as const;

/** Never shown to anybody. */
export const SECRETS = {
  documentBytes: 'CANARY-DOCUMENT-BYTES',
  callerKey: 'canary-caller-key',
  unknownKey: 'canary-unknown-key',
  cartevoToken: 'canary-cartevo-token',
  cartevoKey: 'canary-cartevo-client-key',
  spherePayKey: 'canary-spherepay-key',
  partnerKey: 'canary-partner-key',
  partnerSecret: 'canary-partner-secret',
  taxNumber: 'canary-tax-123',
} as const;

const token = (payload: object) =>
  `${Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url')}.` +
  `${Buffer.from(JSON.stringify(payload)).toString('base64url')}.canary-signature`;

/** A card number in the forms that providers leak, and the tokens that give one away. */
export const CARD_FORMS = {
  solid: testCardNumber(),
  spaced: testCardNumber().replace(/(.{4})(?!$)/g, '$1 '),
  dashed: testCardNumber().replace(/(.{4})(?!$)/g, '$1-'),
  numberToken: `tkAlsp_${token({ number: testCardNumber() })}`,
  cvvToken: `tkMplr_${token({ cvv: '737' })}`,
} as const;

export const canaryCartevoCustomer = (changes: Wire = {}): Wire =>
  cartevoCustomer({
    first_name: PERSONAL.givenName,
    last_name: PERSONAL.familyName,
    email: PERSONAL.email,
    street: PERSONAL.street,
    city: PERSONAL.city,
    state: PERSONAL.region,
    postal_code: PERSONAL.postalCode,
    phone_number: PERSONAL.phone,
    date_of_birth: `${PERSONAL.dateOfBirth}T00:00:00.000Z`,
    number: SENSITIVE.documentNumber,
    identification_number: SENSITIVE.documentNumber,
    image: SENSITIVE.frontUrl,
    photo: SENSITIVE.backUrl,
    ...changes,
  });

export const canarySpherePayCustomer = (): Wire =>
  spherePayCustomer({
    firstName: PERSONAL.givenName,
    lastName: PERSONAL.familyName,
    email: PERSONAL.email,
    phone: `+237${PERSONAL.phone}`,
    dateOfBirth: PERSONAL.dateOfBirth,
    meta: { note: PERSONAL.metadata },
    personalInformation: {
      middleName: PERSONAL.middleName,
      taxIdentificationNumber: SECRETS.taxNumber,
      taxIdentificationNumberDescription: PERSONAL.taxDescription,
      occupationSocCode: PERSONAL.occupation,
      sourceOfFunds: PERSONAL.sourceOfFunds,
    },
  });

export const canaryPartnerCustomer = (): Wire =>
  partnerCustomer({
    business_details: {
      business_name: PERSONAL.businessName,
      website: PERSONAL.website,
      business_identifier_number: PERSONAL.registrationNumber,
    },
    account_usage: { goods_service_description: PERSONAL.activity },
    primary_contact: { contact_email: PERSONAL.email, contact_phone: `+237${PERSONAL.phone}` },
    business_person_list: [
      {
        basic_info: {
          first_name: PERSONAL.givenName,
          last_name: PERSONAL.familyName,
          birth_date: `${PERSONAL.dateOfBirth}T00:00:00Z`,
        },
        residential_address: { residential_address_line1: PERSONAL.street, residential_address_city: PERSONAL.city },
        identification: {
          id_type: 'Passport',
          id_number: SENSITIVE.documentNumber,
          id_document_front_file_id: SENSITIVE.fileId,
        },
      },
    ],
  });

export const CANARY_RECORDS = {
  cartevo: canaryCartevoCustomer,
  spherepay: canarySpherePayCustomer,
  partner: canaryPartnerCustomer,
} as const;

export const canaryCard = (): Wire => ({
  id: '91b3c6d6-111b-44da-9f81-16f019bebe8c',
  customer_id: IDS.cartevo,
  status: 'ACTIVE',
  balance: 5,
  currency: 'USD',
  masked_pan: CARD_FORMS.spaced,
  masked_number: CARD_FORMS.solid,
  number: CARD_FORMS.numberToken,
  cvv: CARD_FORMS.cvvToken,
  pan: CARD_FORMS.dashed,
});

/** The names of the canaries that a text holds, also in base64, hexadecimal or with escapes. */
export function canariesIn(text: string, ...groups: readonly Readonly<Record<string, string>>[]): string[] {
  const lower = text.toLowerCase();
  return groups
    .flatMap((group) => Object.entries(group))
    .filter(([, value]) => {
      const hex = Buffer.from(value).toString('hex');
      const base64 = Buffer.from(value)
        .toString('base64')
        .replace(/.{0,3}=*$/, '');
      const forms = [value.toLowerCase(), encodeURIComponent(value).toLowerCase(), hex];
      return forms.some((form) => lower.includes(form)) || text.includes(base64);
    })
    .map(([name]) => name);
}
