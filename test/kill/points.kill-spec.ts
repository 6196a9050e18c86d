import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CartevoBooks } from '../support/cartevo-books.js';
import { LIVE, addressOf, launch, type GatewayProcess } from '../support/gateway-process.js';
import { TEST_KEY } from '../support/gateway.js';
import { newCustomerJson } from '../support/new-customer.js';
import { PostgresServer, describeWithPostgres } from '../support/postgres-server.js';
import { stubEnvironment } from '../support/stub-provider.js';
import { KILL_POINTS } from './points.js';

const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 1);
const PATIENCE_MS = 60_000;

describeWithPostgres(`kill -9 at each step of a write, ${ROUNDS} times`, () => {
  let postgres: PostgresServer;
  let books: CartevoBooks;
  let environment: Record<string, string>;

  beforeAll(async () => {
    postgres = await PostgresServer.start();
    books = await CartevoBooks.open();
    environment = {
      ...LIVE,
      ...stubEnvironment({ cartevo: books.url }),
      CARTEVO_ACCESS_TOKEN: '',
      CARTEVO_CLIENT_ID: 'client_kill',
      CARTEVO_CLIENT_KEY: 'secret-of-the-stub',
      DATABASE_URL: await postgres.createDatabase('points'),
      CARTEVO_TIMEOUT_MS: '3000',
      GATEWAY_WRITE_AFTERMATH_MS: '1000',
      GATEWAY_RECONCILE_MS: '250',
      GATEWAY_DOCS: 'off',
    };
  }, PATIENCE_MS);
  afterAll(async () => {
    await books.close();
    await postgres.remove();
  });

  const create = (url: string, key: string) =>
    fetch(`${url}/v1/cartevo/customers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(newCustomerJson({ email: `${key}@example.com` })),
      signal: AbortSignal.timeout(10_000),
    });

  test(
    'every customer exists once, and every key ends',
    async () => {
      const keys: { point: string; key: string; acknowledged: boolean }[] = [];
      // The ledger makes its tables with the first write; a new process has no token, and asks for one.
      let gateway: GatewayProcess = launch(environment);
      expect((await create(await addressOf(gateway), randomUUID())).status).toBe(201);
      gateway.child.kill('SIGKILL');
      gateway = launch(environment);
      for (let round = 0; round < ROUNDS; round++) {
        for (const [point, stopAt] of Object.entries(KILL_POINTS)) {
          const url = await addressOf(gateway);
          const key = randomUUID();
          const { reached, letGo } = await stopAt(books, postgres, 'points');
          const answer = create(url, key).catch(() => null);
          await reached;
          gateway.child.kill('SIGKILL');
          await gateway.exited;
          await letGo();
          keys.push({ point, key, acknowledged: (await answer)?.status === 201 });
          gateway = launch(environment);
        }
      }
      const url = await addressOf(gateway);
      const ends = await Promise.all(
        keys.map(async ({ point, key, acknowledged }) => {
          const end = performance.now() + PATIENCE_MS;
          for (;;) {
            const { status } = await create(url, key);
            if (status === 201 || performance.now() > end)
              return { point, acknowledged, status, made: books.madeWith(`${key}@example.com`) };
            await pause(500);
          }
        }),
      );
      process.stderr.write(`${keys.length} kills at ${Object.keys(KILL_POINTS).length} points\n`);
      expect(ends.filter(({ status, made }) => status !== 201 || made !== 1)).toEqual([]);
      gateway.child.kill('SIGKILL');
      await gateway.exited;
    },
    (ROUNDS + 1) * 120_000,
  );
});
