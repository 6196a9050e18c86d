import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { LIVE, addressOf, end, launch, type GatewayProcess } from '../support/gateway-process.js';
import { TEST_KEY } from '../support/gateway.js';
import { LedgerGateways, createWith } from '../support/ledger-gateways.js';
import { expectBooksHold } from '../support/ledger-outage.js';
import { newCustomerJson } from '../support/new-customer.js';
import { eventually } from '../support/redis-server.js';
import { stubEnvironment } from '../support/stub-provider.js';

/** With `KILLS`, as in `npm run kills`, the silence of the dead process is waited for. */
const WAITS = process.env['KILLS'] !== undefined;
const SILENCE_MS = 15_000;
const BOUND_MS = 60_000;
const KEYS = ['asked-for-again', 'never-asked-for'] as const;

const folder = mkdtempSync(join(tmpdir(), 'orphans-'));
let killed: GatewayProcess | null = null;
let ledger: LedgerGateways | null = null;
afterEach(async () => {
  if (killed) await end(killed);
  await ledger?.stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Makes the dead process silent for as long as it takes, without waiting for it. */
async function silence(path: string): Promise<void> {
  if (WAITS) return void (await pause(SILENCE_MS));
  const database = new DatabaseSync(path);
  database.exec(`update instances set seen_at = seen_at - ${SILENCE_MS}`);
  database.close();
}

test('keys whose process was killed end with the next request of each, and by themselves within a minute', async () => {
  const path = join(folder, 'gateway.db');
  ledger = await LedgerGateways.start(`sqlite:${path}`);
  const { books } = ledger;
  let arrived = 0;
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  books.hold.after = () => (arrived++, held);
  killed = launch({ ...LIVE, ...stubEnvironment({ cartevo: books.url }), DATABASE_URL: ledger.database });
  const url = await addressOf(killed);
  for (const key of KEYS) {
    const headers = { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json', 'idempotency-key': key };
    const body = JSON.stringify(newCustomerJson({ email: `${key}@example.com` }));
    void fetch(`${url}/v1/cartevo/customers`, { method: 'POST', headers, body }).catch(() => null);
  }
  await eventually(() => arrived === KEYS.length);
  killed.child.kill('SIGKILL');
  await killed.exited;
  delete books.hold.after;
  letGo();
  await silence(path);
  // The settings of a real gateway: a round every two seconds.
  const began = performance.now();
  const slow = await ledger.add({ GATEWAY_RECONCILE_MS: '2000', GATEWAY_WRITE_AFTERMATH_MS: '30000' });
  const [asked] = KEYS;
  const again = await createWith(slow, asked, { email: `${asked}@example.com` });
  expect({ status: again.status, replayed: again.headers.get('idempotency-replayed') }).toEqual({
    status: 201,
    replayed: 'true',
  });
  const settled = async () => {
    const { data } = (await slow.call('/v1/audit?action=write_settled&limit=10')).body as {
      data: { outcome: string }[];
    };
    return data.filter(({ outcome }) => outcome === 'succeeded').length;
  };
  await eventually(async () => (await settled()) === KEYS.length, BOUND_MS);
  process.stderr.write(`orphans: all ended ${(performance.now() - began).toFixed(0)} ms after the start\n`);
  expect(books.creates).toBe(KEYS.length);
  await expectBooksHold(slow, ledger);
}, 120_000);
