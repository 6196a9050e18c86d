import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CartevoBooks } from '../support/cartevo-books.js';
import { LIVE, addressOf, end, launch, type GatewayProcess } from '../support/gateway-process.js';
import { TEST_KEY } from '../support/gateway.js';
import { newCustomerJson } from '../support/new-customer.js';
import { PostgresServer, describeWithPostgres } from '../support/postgres-server.js';
import { stubEnvironment } from '../support/stub-provider.js';

const CALLERS = 50;
const KEY = 'one-key-of-many-callers';
const EMAIL = 'one.key@example.com';

/** An answer as far as it matters who was told what. */
interface Told {
  readonly status: number;
  readonly replayed: boolean;
  readonly text: string;
  readonly code: string | null;
}

async function create(url: string): Promise<Told> {
  const headers = { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json', 'idempotency-key': KEY };
  const body = JSON.stringify(newCustomerJson({ email: EMAIL }));
  const answer = await fetch(`${url}/v1/cartevo/customers`, { method: 'POST', headers, body });
  const text = await answer.text();
  const { code = null } = JSON.parse(text) as { code?: string };
  return { status: answer.status, replayed: answer.headers.get('idempotency-replayed') === 'true', text, code };
}

describeWithPostgres('one key at two processes', () => {
  let server: PostgresServer;
  let books: CartevoBooks;
  let processes: GatewayProcess[] = [];
  let urls: string[] = [];

  beforeAll(async () => {
    [server, books] = await Promise.all([PostgresServer.start(), CartevoBooks.open()]);
    const environment = {
      ...LIVE,
      ...stubEnvironment({ cartevo: books.url }),
      DATABASE_URL: await server.createDatabase('one_key'),
      CARTEVO_TIMEOUT_MS: '10000',
      GATEWAY_RATE_LIMIT: 'off',
      GATEWAY_DOCS: 'off',
    };
    processes = [launch(environment), launch(environment)];
    urls = await Promise.all(processes.map(addressOf));
  }, 60_000);
  afterAll(async () => {
    await Promise.all(processes.map(end));
    await books.close();
    await server.remove();
  });

  test('makes one customer, however many ask at once, and they are told of that one', async () => {
    // Long enough that the others come while it is under way.
    books.delayMs = 500;
    const told = await Promise.all(Array.from({ length: CALLERS }, (_, index) => create(urls[index % 2] as string)));
    const made = told.filter(({ status }) => status === 201);
    const others = told.filter(({ status }) => status !== 201);
    process.stderr.write(`one key: ${made.length} told of the customer, ${others.length} that it is under way\n`);
    expect(made.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(new Set(made.map(({ text }) => text)).size).toBe(1);
    const underWay = { status: 409, code: 'request_in_progress' };
    expect(others.map(({ status, code }) => ({ status, code }))).toEqual(others.map(() => underWay));
    for (const url of urls)
      expect(await create(url)).toMatchObject({ status: 201, replayed: true, text: made[0]?.text });
    expect([books.creates, books.madeWith(EMAIL)]).toEqual([1, 1]);
  }, 60_000);
});
