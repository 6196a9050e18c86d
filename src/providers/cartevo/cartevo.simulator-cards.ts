import { seededUuid, testCardNumber } from '../../platform/simulation/simulated-records.js';
import type { WireRecord } from '../../platform/simulation/simulated-records.js';
import { CARTEVO_SEEDS } from './cartevo.simulator-data.js';

/** A card: what Cartevo has cached of it, and what the issuer would say now (`sync=true`). */
export interface SimulatedCartevoCard {
  readonly customerId: string;
  issuer: WireRecord;
  record: WireRecord;
}

/** Cards present after a start or a reset. */
export function seededCards(): SimulatedCartevoCard[] {
  return [shapeA(), shapeB(), leaking(), ...everyState()];
}

/** The original document's first sample. */
function shapeA(): SimulatedCartevoCard {
  return card(CARTEVO_SEEDS.cardShapeA, '91b3c6d6-111b-44da-9f81-16f019bebe8c', { balance: 7.25 });
}

/** The original document's second sample: other mask key, a brand, no flags. */
function shapeB(): SimulatedCartevoCard {
  const customerId = CARTEVO_SEEDS.cardShapeB;
  const record = {
    id: '550e8400-e29b-41d4-a716-446655440000',
    customer_id: customerId,
    status: 'ACTIVE',
    balance: 100.0,
    masked_number: '4111********1111',
    brand: 'VISA',
    currency: 'USD',
    created_at: '2026-05-09T10:15:00.000Z',
  };
  return { customerId, record, issuer: { balance: 93.4, status: 'FROZEN' } };
}

/** `number` and `cvv` look encrypted but are tokens whose middle part decodes to the clear values. */
function leaking(): SimulatedCartevoCard {
  const { customerId, record, issuer } = card(
    CARTEVO_SEEDS.leakingCard,
    'ca4d0001-feed-4bad-8ace-ca4d0001cafe',
    { balance: 50.5 },
    { masked_pan: '411111******1111' },
  );
  const leaked = {
    number: `tkAlsp_${unsignedToken({ number: testCardNumber() })}`,
    cvv: `tkMplr_${unsignedToken({ cvv: '123' })}`,
    brand: 'VISA',
    expiry_month: 5,
    expiry_year: 29,
    is_physical: false,
    provider_card_id: 'issuer_card_0001',
  };
  return { customerId, record: { ...record, ...leaked }, issuer };
}

/** A card that has just been issued, with all that Cartevo says of it. */
export function issuedCard(
  customerId: string,
  {
    number,
    brand,
    cents,
    at,
  }: { readonly number: number; readonly brand: string; readonly cents: number; readonly at: string },
): SimulatedCartevoCard {
  const record = {
    id: seededUuid(`cartevo card ${number}`),
    customer_id: customerId,
    status: 'ACTIVE',
    balance: cents / 100,
    masked_pan: `533758******${2000 + number}`,
    brand,
    currency: 'USD',
    expiry_month: 8,
    expiry_year: 30,
    created_at: at,
    updated_at: at,
    is_active: true,
    is_virtual: true,
    is_physical: false,
  };
  return { customerId, record, issuer: {} };
}

/** Number and security code as “masked” answers have them: tokens that anyone can decode. */
export function leakedTokens(): WireRecord {
  return {
    number: `tkAlsp_${unsignedToken({ value: testCardNumber() })}`,
    cvv: `tkAlsp_${unsignedToken({ value: '123' })}`,
  };
}

const STATES: readonly (readonly [string, WireRecord])[] = [
  ['PENDING', { balance: 0 }],
  ['ACTIVE', { balance: 12.34, brand: 'MASTERCARD' }],
  ['ACTIVE', { is_active: false }],
  ['FROZEN', {}],
  ['SUSPENDED', {}],
  ['TERMINATED', { is_active: false, balance: 0 }],
  ['FAILED', { balance: 1.005 }],
];

/** One card in each documented status, plus an ACTIVE one switched off and one balance finer than a cent. */
function everyState(): SimulatedCartevoCard[] {
  return STATES.map(([status, changes], index) => {
    const id = `ca4d01${index + 1}0-feed-4bad-8ace-ca4d01${index + 1}0cafe`;
    const mask = `**** **** **** 010${index + 1}`;
    return card(CARTEVO_SEEDS.cardStates, id, {}, { status, masked_pan: mask, ...changes });
  });
}

function card(customerId: string, id: string, issuer: WireRecord, changes: WireRecord = {}): SimulatedCartevoCard {
  const record = {
    id,
    customer_id: customerId,
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
  return { customerId, record, issuer };
}

function unsignedToken(payload: object): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(payload)}.not-a-signature`;
}
