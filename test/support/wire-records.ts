import type { ServerResponse } from 'node:http';
import type { StubHandler } from './stub-provider.js';
import { json } from './stub-provider.js';
import type { ProviderName } from './stubbed-gateway.js';

/** An id of each provider, in its own form. */
export const IDS: Readonly<Record<ProviderName, string>> = {
  cartevo: '4d4dad81-7899-4612-a9f6-133ce56a4507',
  spherepay: 'customer_f31121c389624d3697cbf3ea8830b7a4',
  partner: 'cus_c001c001c001c001c001c001c001c001',
};

export type Wire = Record<string, unknown>;

export function cartevoCustomer(changes: Wire = {}): Wire {
  return {
    id: IDS.cartevo,
    first_name: 'Amina',
    last_name: 'Testou',
    country: 'Cameroon',
    email: 'amina.testou@example.com',
    street: '12 Rue Exemple',
    city: 'Douala',
    state: 'Littoral',
    postal_code: '00237',
    phone_country_code: '+237',
    phone_number: '677000001',
    type: 'NIN',
    number: 'TEST0000001',
    image: 'https://cdn.example.com/kyc/front.jpg',
    photo: 'https://cdn.example.com/kyc/back.jpg',
    date_of_birth: '1990-01-15T00:00:00.000Z',
    is_active: true,
    created_at: '2026-05-09T10:15:00.000Z',
    updated_at: '2026-05-09T10:15:00.000Z',
    ...changes,
  };
}

export function cartevoCard(changes: Wire = {}): Wire {
  return {
    id: '91b3c6d6-111b-44da-9f81-16f019bebe8c',
    customer_id: IDS.cartevo,
    status: 'ACTIVE',
    balance: 5,
    masked_pan: '**** **** **** 5407',
    currency: 'USD',
    created_at: '2023-11-07T05:31:56Z',
    updated_at: '2023-11-07T05:31:56Z',
    is_active: true,
    is_virtual: true,
    ...changes,
  };
}

export function spherePayCustomer(changes: Wire = {}): Wire {
  return {
    id: IDS.spherepay,
    type: 'individual',
    email: 'jane.smith@example.com',
    phone: '+14155550123',
    firstName: 'Jane',
    lastName: 'Smith',
    dateOfBirth: '1990-01-15',
    meta: {},
    tosStatus: 'incomplete',
    verificationProfiles: [],
    personalInformation: { middleName: 'James', gender: 'male', nationality: 'USA' },
    createdAt: '2026-03-09T20:46:31.305Z',
    updatedAt: '2026-03-09T20:46:31.305Z',
    ...changes,
  };
}

export function partnerCustomer(changes: Wire = {}): Wire {
  return {
    customer_id: IDS.partner,
    partner_customer_id: 'ext-0001',
    status: 'Succeeded',
    created_at: '2026-01-10T08:00:00Z',
    business_details: { business_name_english: 'Sample Trading Pte Ltd', business_identifier_number: 'T00SS0000A' },
    primary_contact: { contact_phone: '+14155550166', contact_email: 'ops@example.com' },
    business_person_list: [
      {
        basic_info: { first_name: 'Mei', last_name: 'Sample' },
        identification: { id_type: 'Passport', id_number: 'X0000001', id_document_front_file_id: 'file_front_01' },
      },
    ],
    ...changes,
  };
}

export const RECORDS: Readonly<Record<ProviderName, (changes?: Wire) => Wire>> = {
  cartevo: cartevoCustomer,
  spherepay: spherePayCustomer,
  partner: partnerCustomer,
};

/** Cartevo's envelope. */
export function enveloped(data: unknown, more: Wire = {}): Wire {
  return { success: true, statusCode: 200, message: 'Data retrieved successfully', data, ...more };
}

/** Sends one customer as the provider would. */
export function sendCustomer(provider: ProviderName, response: ServerResponse, record = RECORDS[provider]()): void {
  json(response, 200, provider === 'cartevo' ? enveloped(record) : record);
}

/** A provider in good health: its customer for every read, and a create that succeeds. */
export function healthy(provider: ProviderName, record = RECORDS[provider]()): StubHandler {
  return ({ method, url }, response) => {
    if (method === 'POST') return json(response, 201, enveloped({ id: record['id'] }));
    if (url.includes('/cards')) return json(response, 200, enveloped([cartevoCard()]));
    if (/\/customers?(?:\?|$)/.test(url)) {
      return json(response, 200, provider === 'cartevo' ? enveloped([record]) : { customers: [record] });
    }
    return sendCustomer(provider, response, record);
  };
}

/** Where the gateway has a SpherePay customer of each number: equal reads would share a call. */
export function spherePayRead(number: number): string {
  return `/v1/spherepay/customers/customer_${number.toString(16).padStart(32, '0')}`;
}

/** The read of one customer at each provider. */
export const READ: Readonly<Record<ProviderName, string>> = {
  cartevo: `/v1/cartevo/customers/${IDS.cartevo}`,
  spherepay: `/v1/spherepay/customers/${IDS.spherepay}`,
  partner: `/v1/partner/customers/${IDS.partner}`,
};

/** Answers a read of a SpherePay customer with the record of that id. */
export const sendAskedSpherePayCustomer: StubHandler = ({ url }, response) =>
  json(response, 200, spherePayCustomer({ id: url.split('/').at(-1) }));
