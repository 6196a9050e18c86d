import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { wirePathsOf, type FieldTable } from '../../src/providers/mapping/field-table.js';

export type Wire = Record<string, unknown>;

function read(name: string): Wire {
  const file = new URL(`../contract/fixtures/${name}.wire.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Wire;
}

/** Good wire records, each made anew so that a test may change it. */
export const goodRecord = {
  cartevoCustomer: (): Wire => ({ ...(read('000-cartevo-customer')['data'] as Wire), kyc_status: 'APPROVED' }),
  cartevoCard: (): Wire => ({ ...(read('002-cartevo-cards-a')['data'] as Wire[])[0], brand: 'VISA' }),
  cartevoTransaction: (): Wire => ({
    id: '7d1cdfa3-9904-4a17-bce5-092554170c0e',
    type: 'FUND',
    amount: 50,
    status: 'SUCCESS',
    description: 'Card funding',
    created_at: '2023-11-07T05:31:56Z',
    card: {
      id: '91b3c6d6-111b-44da-9f81-16f019bebe8c',
      status: 'ACTIVE',
      balance: 0.45,
      currency: 'USD',
      number: 'token',
      masked_pan: '**** **** **** 5407',
      cvv: 'token',
      expiry_month: 10,
      expiry_year: 28,
      is_virtual: true,
      is_physical: false,
      created_at: '2023-11-07T05:31:56Z',
    },
    customer: {
      id: '4d4dad81-7899-4612-a9f6-133ce56a4507',
      email: 'amina@example.com',
      first_name: 'Amina',
      last_name: 'Testou',
    },
  }),
  spherePayCustomer: (): Wire => {
    const criteria = { complete: ['email_address'], pending: [], required: [], errors: [] };
    const profiles = [{ name: 'kyc_profile_a', status: 'approved', criteria }];
    return { ...read('004-spherepay-customer'), verificationProfiles: profiles, tosStatus: 'approved' };
  },
  partnerCustomer: (): Wire => ({
    ...read('001-partner-customer'),
    customer_id: 'cus_00000000000000000000000000000c01',
    status: 'Succeeded',
    business_details: { business_name: 'Sample Trading', website: 'https://sample-trading.example' },
    registration_address: { registration_address_city: 'Singapore', registration_address_country_code: 'SG' },
  }),
};

export type RecordName = keyof typeof goodRecord;

/** Every path to a value inside a record, containers included. */
export function pathsOf(value: unknown, prefix: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [[...prefix, key], ...pathsOf(item, [...prefix, key])]);
}

/** Puts a value at a path, in place. */
export function put(record: Wire, path: readonly string[], value: unknown): Wire {
  const parents = path.slice(0, -1);
  const parent = parents.reduce<Wire>((inner, key) => inner[key] as Wire, record);
  parent[path.at(-1) as string] = value;
  return record;
}

/** An object with the keys that the table knows, some of them missing, holding arbitrary values at every level. */
export function wireOf(table: FieldTable, values: fc.Arbitrary<unknown>): fc.Arbitrary<Wire> {
  const inner = new Map<string, Set<string>>();
  for (const { path } of wirePathsOf(table)) {
    const [top = '', next] = path.replaceAll('[]', '').split('.');
    inner.set(top, (inner.get(top) ?? new Set()).add(next ?? ''));
  }
  const model = [...inner].map(([top, keys]): [string, fc.Arbitrary<unknown>] => {
    const below = fc.record(Object.fromEntries([...keys].map((key) => [key, values])), { requiredKeys: [] });
    return [top, fc.oneof(values, below, fc.array(below, { maxLength: 3 }))];
  });
  return fc.record(Object.fromEntries(model), { requiredKeys: [] }) as fc.Arbitrary<Wire>;
}
