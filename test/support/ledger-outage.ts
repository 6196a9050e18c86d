import { expect } from '@jest/globals';
import type { AuditLog as AuditLogClass } from '../../src/platform/ledger/audit-log.js';
import type { Ledger as LedgerClass } from '../../src/platform/ledger/ledger.js';
import { loadModule, type TestAnswer, type TestGateway } from './gateway.js';
import { createWith, type LedgerGateways } from './ledger-gateways.js';
import { expectProblem } from './problem.js';
import { eventually } from './redis-server.js';

const { AuditLog } = await loadModule<{ AuditLog: typeof AuditLogClass }>('platform/ledger/audit-log.js');
const { Ledger } = await loadModule<{ Ledger: typeof LedgerClass }>('platform/ledger/ledger.js');

export const AWAY_LINE = 'the ledger is not available: writes are refused';
export const BACK_LINE = 'the ledger is available again';

/** How often a gateway has said this. */
export function linesOf(gateway: TestGateway, line: string): number {
  return gateway.logs().filter(({ msg }) => msg === line).length;
}

/** A create with an e-mail address of its own. */
export function createFor(gateway: TestGateway, key: string): Promise<TestAnswer> {
  return createWith(gateway, key, { email: `${key}@example.com` });
}

/** A read of a customer that exists. */
export function readOne(gateway: TestGateway, { books }: LedgerGateways): Promise<TestAnswer> {
  const [id = ''] = books.customers.keys();
  return gateway.call(`/v1/cartevo/customers/${id}`);
}

/** What a caller hears while writes cannot be recorded: at once, with `Retry-After`, before the provider is asked. */
export async function expectWritesRefused(gateway: TestGateway, ledger: LedgerGateways, key: string): Promise<void> {
  const { creates } = ledger.books;
  const refused = await createFor(gateway, key);
  const problem = {
    status: 503,
    code: 'ledger_unavailable',
    origin: 'gateway',
    outcome: 'not_sent',
    safe: true,
  } as const;
  expect(expectProblem(refused, problem).retry.afterSeconds).toBeGreaterThan(0);
  expect(ledger.books.creates).toBe(creates);
}

/** Waits until a create with this key succeeds. */
export async function expectWritesBack(gateway: TestGateway, key: string, patienceMs = 10_000): Promise<void> {
  await eventually(async () => (await createFor(gateway, key)).status === 201, patienceMs);
}

/** Every customer exists once, and every chain of the audit holds. */
export async function expectBooksHold(gateway: TestGateway, { books }: LedgerGateways): Promise<void> {
  const emails = [...books.customers.values()].map((customer) => customer['email']);
  expect(emails.length).toBe(new Set(emails).size);
  const { lines, faults } = await gateway.nest.get(AuditLog, { strict: false }).check();
  expect(faults).toEqual([]);
  expect(lines).toBeGreaterThanOrEqual(2 * books.customers.size);
}

/** How many ends a gateway remembers that it could not write down. */
export function unsettledOf(gateway: TestGateway): number {
  return gateway.nest.get(Ledger, { strict: false }).own.unsettled.length;
}
