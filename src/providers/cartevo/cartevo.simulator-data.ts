import { seededUuid } from '../../platform/simulation/simulated-records.js';
import type { WireRecord } from '../../platform/simulation/simulated-records.js';

/** A customer as Cartevo keeps it: the record that it shows, and what it keeps to itself. */
export interface SimulatedCartevoCustomer {
  readonly record: WireRecord & { readonly id: string };
  readonly isoCode: string;
  readonly enrolled: boolean;
}

/** Seeded customers, by what each is there to show. */
export const CARTEVO_SEEDS = {
  /** Owner of the original document's card in shape A. */
  cardShapeA: '4d4dad81-7899-4612-a9f6-133ce56a4507',
  /** Owner of the original document's card in shape B. */
  cardShapeB: '8d4f2a1b-5c3e-4d7f-9a6b-2e1c8f9d0a3b',
  leakingCard: 'c0de0003-feed-4bad-8ace-c0de0003cafe',
  cardStates: 'c0de0004-feed-4bad-8ace-c0de0004cafe',
  noCards: 'c0de0005-feed-4bad-8ace-c0de0005cafe',
  disabled: 'c0de0006-feed-4bad-8ace-c0de0006cafe',
  approved: 'c0de0007-feed-4bad-8ace-c0de0007cafe',
  rejected: 'c0de0008-feed-4bad-8ace-c0de0008cafe',
  pending: 'c0de0009-feed-4bad-8ace-c0de0009cafe',
  /** Only the fields of the generated sample: no address, phone, birth date or document. */
  sparse: 'c0de000a-feed-4bad-8ace-c0de000acafe',
  /** Exists at Cartevo but belongs to another company. */
  foreign: 'c0de000f-feed-4bad-8ace-c0de000fcafe',
} as const;

const GENERATED = 25;
const SEEDED_AT = '2026-05-09T10:15:00.000Z';

const NAMED: readonly (readonly [string, string, string, WireRecord])[] = [
  [CARTEVO_SEEDS.cardShapeA, 'Amina', 'Testou', {}],
  [CARTEVO_SEEDS.cardShapeB, 'Bola', 'Sampleton', nigerian('Lagos', 'Lagos State')],
  [CARTEVO_SEEDS.leakingCard, 'Chantal', 'Exemple', {}],
  [CARTEVO_SEEDS.cardStates, 'Dele', 'Fictional', nigerian('Ibadan', 'Oyo State')],
  [CARTEVO_SEEDS.noCards, 'Esther', 'Nocard', passport('2001-02-28')],
  [CARTEVO_SEEDS.disabled, 'Fabrice', 'Disabled', { is_active: false }],
  [CARTEVO_SEEDS.approved, 'Grace', 'Approved', { kyc_status: 'APPROVED' }],
  [CARTEVO_SEEDS.rejected, 'Hamid', 'Rejected', { kyc_status: 'REJECTED' }],
  [CARTEVO_SEEDS.pending, 'Irene', 'Pending', { country: "Côte d'Ivoire", kyc_status: 'PENDING' }],
];

/** The customers present after a start or a reset: the named ones, then 25 generated ones. */
export function seededCustomers(): SimulatedCartevoCustomer[] {
  const named = NAMED.map(([id, first, last, changes]) => seed(id, first, last, changes));
  const generated = Array.from({ length: GENERATED }, (_, index) => {
    const number = String(index + 1).padStart(2, '0');
    return seed(seededUuid(`cartevo seed ${number}`), 'Generated', `Person${number}`, {
      phone_number: `6000001${number}`,
    });
  });
  return [...named, sparse(), ...generated];
}

function seed(id: string, first: string, last: string, changes: WireRecord): SimulatedCartevoCustomer {
  const number = `TEST-${last.toUpperCase()}`;
  const record = {
    id,
    first_name: first,
    last_name: last,
    country: 'Cameroon',
    email: `${first}.${last}@example.com`.toLowerCase(),
    street: '12 Rue Exemple',
    city: 'Douala',
    state: 'Littoral',
    postal_code: '00237',
    phone_country_code: '+237',
    phone_number: '600000001',
    identification_number: number,
    type: 'NIN',
    number,
    image: `https://cdn.example.com/kyc/${id}/front.jpg`,
    photo: `https://cdn.example.com/kyc/${id}/back.jpg`,
    date_of_birth: '1990-01-15T00:00:00.000Z',
    is_active: true,
    created_at: SEEDED_AT,
    updated_at: SEEDED_AT,
    ...changes,
  };
  return { record, isoCode: record.phone_country_code === '+234' ? 'NG' : 'CM', enrolled: false };
}

function nigerian(city: string, state: string): WireRecord {
  return {
    country: 'Nigeria',
    street: '123 Main Street',
    city,
    state,
    postal_code: '100001',
    phone_country_code: '+234',
    phone_number: '8010000001',
    type: 'VOTERS_CARD',
  };
}

/** A passport has no back, and this record's birth date is a plain date. */
function passport(dateOfBirth: string): WireRecord {
  return { type: 'PASSPORT', photo: undefined, date_of_birth: dateOfBirth };
}

function sparse(): SimulatedCartevoCustomer {
  const record = {
    id: CARTEVO_SEEDS.sparse,
    email: 'jules.sparse@example.com',
    first_name: 'Jules',
    last_name: 'Sparse',
    is_active: true,
    country: 'Cameroon',
    created_at: '2026-05-09T10:15:00Z',
    updated_at: '2026-05-09T10:15:00Z',
  };
  return { record, isoCode: 'CM', enrolled: false };
}
