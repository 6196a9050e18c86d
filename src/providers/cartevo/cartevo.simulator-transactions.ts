import { seededUuid, showRecord } from '../../platform/simulation/simulated-records.js';
import type { RecordVariants, WireRecord } from '../../platform/simulation/simulated-records.js';
import type { Scenario } from '../../platform/simulation/scenarios.js';
import { CARTEVO_SEEDS } from './cartevo.simulator-data.js';

/** Money that moved on a card, as Cartevo keeps it. */
export interface SimulatedTransaction {
  readonly id: string;
  readonly cardId: string;
  readonly customerId: string;
  readonly type: string;
  readonly cents: number;
  readonly status: string;
  readonly description: string;
  readonly createdAt: string;
}

const KINDS: readonly (readonly [type: string, status: string, cents: number, description: string])[] = [
  ['FUND', 'SUCCESS', 5000, 'Card funding: **** **** **** 5407'],
  ['AUTHORIZATION', 'PENDING', 1250, 'Sample Shop'],
  ['SETTLEMENT', 'SUCCESS', 1999, 'Sample Streaming'],
  ['FUNDING', 'FAILED', 300, 'Card funding'],
  ['WITHDRAW', 'SUCCESS', 700, 'Card withdrawal'],
  ['AUTHORIZATION', 'PROCESSING', 1, 'Sample Kiosk'],
  ['REFUND', 'SUCCESS', 1999, 'Sample Streaming'],
];
const NEWEST = Date.parse('2026-05-09T10:15:00Z');
const HOUR_MS = 3_600_000;

/** Transactions present after a start or a reset: 23 on one card, three on another, all others have none. */
export function seededTransactions(): SimulatedTransaction[] {
  return [
    ...seeded('91b3c6d6-111b-44da-9f81-16f019bebe8c', CARTEVO_SEEDS.cardShapeA, 23),
    ...seeded('550e8400-e29b-41d4-a716-446655440000', CARTEVO_SEEDS.cardShapeB, 3),
  ];
}

function seeded(cardId: string, customerId: string, count: number): SimulatedTransaction[] {
  return Array.from({ length: count }, (_, index) => {
    const [type, status, cents, description] = KINDS[index % KINDS.length] as (typeof KINDS)[number];
    const createdAt = new Date(NEWEST - index * HOUR_MS).toISOString();
    const id = seededUuid(`cartevo transaction of ${cardId} ${index}`);
    return { id, cardId, customerId, type, cents, status, description, createdAt };
  });
}

const VARIANTS: RecordVariants = {
  idKey: 'id',
  newEnumValue: (record) => ({ ...record, type: 'CASHBACK', status: 'ON_HOLD' }),
  cardNumberLeak: (record, cardNumber) => ({ ...record, description: `Card funding: ${cardNumber}` }),
};

/** A transaction as the lists show it, with its card and its customer inside. */
export function showTransaction(
  { id, type, cents, status, description, createdAt }: SimulatedTransaction,
  card: WireRecord,
  customer: WireRecord,
  scenario: Scenario | null,
): WireRecord {
  const { id: customerId, email, first_name, last_name } = customer;
  const record = {
    id,
    category: 'CARD',
    type,
    amount: cents / 100,
    status,
    description,
    created_at: createdAt,
    card,
    customer: { id: customerId, email, first_name, last_name },
  };
  return showRecord(record, scenario, VARIANTS);
}
