import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { CartevoBooks } from '../support/cartevo-books.js';
import { verifyAudit } from '../support/audit-tool.js';
import { LIVE, addressOf, launch } from '../support/gateway-process.js';
import { TEST_KEY } from '../support/gateway.js';
import { newCustomerJson } from '../support/new-customer.js';
import { PostgresServer, describeWithPostgres } from '../support/postgres-server.js';
import { stubEnvironment } from '../support/stub-provider.js';
import { inPostgres, inSqlite, type KillDatabase } from './kill-databases.js';
import { KILL_POINTS } from './points.js';

const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 1);
const PATIENCE_MS = 60_000;
const POINTS = Object.entries(KILL_POINTS);

/** A key whose process was killed while it was worked on. */
interface Killed {
  readonly point: string;
  readonly key: string;
}

function create(url: string, key: string): Promise<Response> {
  return fetch(`${url}/v1/cartevo/customers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(newCustomerJson({ email: `${key}@example.com` })),
    signal: AbortSignal.timeout(10_000),
  });
}

/** Kills a gateway at every point; a new one has no token, and asks for one. */
async function killAtEachPoint(
  books: CartevoBooks,
  database: KillDatabase,
  environment: Record<string, string>,
): Promise<Killed[]> {
  const killed: Killed[] = [];
  for (const [point, { earlier, fate = 'answered', state, stop }] of POINTS) {
    const gateway = launch(environment);
    const url = await addressOf(gateway);
    const key = randomUUID();
    if (earlier !== undefined) {
      books.fate = () => earlier;
      await create(url, key);
    }
    books.fate = () => fate;
    const { reached, letGo } = await stop(books, database, key);
    const answer = create(url, key).catch(() => null);
    await reached;
    gateway.child.kill('SIGKILL');
    await gateway.exited;
    expect([point, await database.stateOf(key)]).toEqual([point, state]);
    books.fate = () => 'answered';
    await letGo();
    await answer;
    killed.push({ point, key });
  }
  return killed;
}

/** What a key is answered with when its process is gone. */
async function endOf(url: string, key: string): Promise<number> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const { status } = await create(url, key);
    if (status === 201 || performance.now() > end) return status;
    await pause(500);
  }
}

async function campaign(database: KillDatabase): Promise<void> {
  const books = await CartevoBooks.open();
  const environment = {
    ...LIVE,
    ...stubEnvironment({ cartevo: books.url }),
    CARTEVO_ACCESS_TOKEN: '',
    CARTEVO_CLIENT_ID: 'client_kill',
    CARTEVO_CLIENT_KEY: 'secret-of-the-stub',
    DATABASE_URL: database.address,
    CARTEVO_TIMEOUT_MS: '3000',
    GATEWAY_WRITE_AFTERMATH_MS: '1000',
    GATEWAY_RECONCILE_MS: '250',
    GATEWAY_DOCS: 'off',
  };
  // The ledger makes its tables with the first write.
  const first = launch(environment);
  expect((await create(await addressOf(first), randomUUID())).status).toBe(201);
  first.child.kill('SIGKILL');
  await first.exited;
  const killed: Killed[] = [];
  for (let round = 0; round < ROUNDS; round++) killed.push(...(await killAtEachPoint(books, database, environment)));
  const last = launch(environment);
  try {
    const url = await addressOf(last);
    const ends = await Promise.all(
      killed.map(async ({ point, key }) => {
        return { point, status: await endOf(url, key), made: books.madeWith(`${key}@example.com`) };
      }),
    );
    process.stderr.write(`${killed.length} kills at ${POINTS.length} points, ${database.address.split(':')[0]}\n`);
    expect(ends.filter(({ status, made }) => status !== 201 || made !== 1)).toEqual([]);
    expect(verifyAudit(database.address)).toMatchObject({ status: 0, stdout: expect.stringMatching(/ 0 faults/) });
  } finally {
    last.child.kill('SIGKILL');
    await last.exited;
    await books.close();
  }
}

describe(`kill -9 at each step of a write, ${ROUNDS} times`, () => {
  const patience = (ROUNDS + 1) * 120_000;

  test(
    'with SQLite: every customer exists once, and every key ends',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'points-'));
      try {
        await campaign(inSqlite(join(folder, 'gateway.db')));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    patience,
  );

  describeWithPostgres('in PostgreSQL', () => {
    test(
      'every customer exists once, and every key ends',
      async () => {
        const server = await PostgresServer.start();
        try {
          await server.createDatabase('points');
          await campaign(inPostgres(server, 'points'));
        } finally {
          await server.remove();
        }
      },
      patience,
    );
  });
});
