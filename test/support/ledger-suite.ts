import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { TEST_KEY, keyEntry } from './gateway.js';
import { circuitSuite } from './ledger-circuit-suite.js';
import { auditSuite } from './ledger-audit-suite.js';
import { LedgerGateways, createWith, operationOf } from './ledger-gateways.js';
import { newCustomer, toForm, jpeg, FRONT, BACK } from './new-customer.js';
import { expectProblem } from './problem.js';
import { eventually } from './redis-server.js';
import { dataKey } from './replicas.js';

const EVERY_SCOPE = 'customers:read customers:write admin';

/** What holds for writes, whichever database the ledger is in; `open` gives the address of an empty one. */
export function ledgerSuite(open: () => Promise<string>): void {
  let ledger: LedgerGateways;
  const key = () => randomUUID();

  beforeEach(async () => void (ledger = await LedgerGateways.start(await open())));
  afterEach(() => ledger.stop());

  describe('a key that comes again', () => {
    test('with the same request gets the first answer, to the letter', async () => {
      const gateway = await ledger.add();
      const own = key();
      const first = await createWith(gateway, own);
      const again = await createWith(gateway, own);
      expect([first.status, again.status]).toEqual([201, 201]);
      expect(again.text).toBe(first.text);
      expect(first.headers.get('idempotency-replayed')).toBeNull();
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      for (const name of ['location', 'operation-id', 'content-type']) {
        expect({ name, value: again.headers.get(name) }).toEqual({ name, value: first.headers.get(name) });
      }
      expect(ledger.books.creates).toBe(1);
    });

    test('in the quoted form is the same key', async () => {
      const gateway = await ledger.add();
      const own = key();
      const first = await createWith(gateway, own);
      expect((await createWith(gateway, `"${own}"`)).text).toBe(first.text);
    });

    test('with another request is refused and names no stored value', async () => {
      const gateway = await ledger.add();
      const own = key();
      await createWith(gateway, own, { email: 'first.person@example.com' });
      const other = await createWith(gateway, own, { email: 'second.person@example.com' });
      expectProblem(other, { status: 422, code: 'idempotency_key_reused', outcome: 'not_sent', safe: false });
      expect(other.text).not.toMatch(/first|second/);
      expect(ledger.books.creates).toBe(1);
    });

    test('from another caller is another key', async () => {
      const others = keyEntry('other', 'other-key', EVERY_SCOPE);
      const gateway = await ledger.add({ GATEWAY_API_KEYS: `${keyEntry('test', TEST_KEY, EVERY_SCOPE)},${others}` });
      const own = key();
      const first = await createWith(gateway, own, { email: 'one@example.com' });
      const other = await createWith(gateway, own, { email: 'two@example.com' }, { authorization: 'Bearer other-key' });
      expect([first.status, other.status]).toEqual([201, 201]);
      expect(other.headers.get('operation-id')).not.toBe(first.headers.get('operation-id'));
    });

    test('after a refusal for good gets that refusal again', async () => {
      const gateway = await ledger.add();
      ledger.books.fate = () => 'refused';
      const own = key();
      const first = await createWith(gateway, own);
      ledger.books.fate = () => 'answered';
      const again = await createWith(gateway, own);
      expect({ status: again.status, text: again.text }).toEqual({ status: 422, text: first.text });
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(ledger.books.creates).toBe(1);
    });

    test('after a failure that passes is sent again', async () => {
      const gateway = await ledger.add({ CARTEVO_BASE_URL: 'http://127.0.0.1:1/api/v1' });
      const own = key();
      const first = await createWith(gateway, own);
      expectProblem(first, { status: 503, code: 'provider_unavailable', outcome: 'not_sent', safe: true });
      expect((await operationOf(gateway, first)).body.data).toMatchObject({ state: 'not_done', attempts: 1 });
      const healthy = await ledger.add();
      const again = await createWith(healthy, own);
      expect(again.status).toBe(201);
      expect(again.headers.get('operation-id')).toBe(first.headers.get('operation-id'));
      expect((await operationOf(healthy, again)).body.data).toMatchObject({ state: 'succeeded', attempts: 2 });
    });

    test('after a restart gets the first answer', async () => {
      const own = key();
      const before = await ledger.add();
      const first = await createWith(before, own);
      await before.stop();
      ledger.gateways.length = 0;
      const again = await createWith(await ledger.add(), own);
      expect(again.text).toBe(first.text);
      expect(ledger.books.creates).toBe(1);
    });

    test('after the data keys were rotated gets the first answer, and is still compared', async () => {
      const [older, newer] = [dataKey('older'), dataKey('newer')];
      const own = key();
      const first = await createWith(await ledger.add({ GATEWAY_DATA_KEYS: older }), own);
      const rotated = await ledger.add({ GATEWAY_DATA_KEYS: `${newer},${older}` });
      expect((await createWith(rotated, own)).text).toBe(first.text);
      expect((await createWith(rotated, own, { givenName: 'Another' })).status).toBe(422);
      const onlyNewer = await ledger.add({ GATEWAY_DATA_KEYS: newer });
      expectProblem(await createWith(onlyNewer, own), { status: 422, code: 'idempotency_key_reused' });
      expect(ledger.books.creates).toBe(1);
    });
  });

  test('50 requests at once with one key at two gateways are one create', async () => {
    const gateways = [await ledger.add(), await ledger.add()];
    ledger.books.delayMs = 100;
    const own = key();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => createWith(gateways[index % 2] ?? gateways[0]!, own)),
    );
    expect(ledger.books.creates).toBe(1);
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(({ text }) => text)).size).toBe(1);
    for (const other of answers.filter(({ status }) => status !== 201)) {
      expectProblem(other, { status: 409, code: 'request_in_progress', outcome: 'unknown', safe: true });
    }
    const later = await Promise.all(gateways.map((gateway) => createWith(gateway, own)));
    expect(new Set([...made, ...later].map(({ text }) => text)).size).toBe(1);
  });

  test('files belong to the request, the order of its parts does not', async () => {
    const gateway = await ledger.add();
    const own = key();
    const customer = newCustomer({ identityDocument: { type: 'national_id', number: 'TEST0000077' } });
    const [front, back] = [
      { name: FRONT, bytes: jpeg(2048, 'front') },
      { name: BACK, bytes: jpeg(2048, 'back') },
    ];
    const send = (body: FormData) =>
      gateway.call('/v1/cartevo/customers', { method: 'POST', body, headers: { 'idempotency-key': own } });
    const first = await send(toForm(customer, [front, back]));
    expect(first.status).toBe(201);
    expect((await send(toForm(customer, [back, front]))).text).toBe(first.text);
    expect((await send(toForm(customer, [front, { ...back, bytes: jpeg(2048, 'bakc') }]))).status).toBe(422);
    expect(ledger.books.creates).toBe(1);
  });

  describe('a write that may have happened', () => {
    const LOST = { status: 502, code: 'provider_connection_lost', outcome: 'unknown', safe: false } as const;
    const DONE = [
      ['lost_after', LOST],
      ['error_after', { status: 502, code: 'provider_error', outcome: 'unknown', safe: false }],
      ['late', { status: 504, code: 'provider_timeout', outcome: 'unknown', safe: false }],
    ] as const;

    test.each(DONE)('and has (%s) is found by itself, and the key gets its answer', async (fate, expected) => {
      const gateway = await ledger.add();
      ledger.books.fate = () => fate;
      const [own, email] = [key(), 'found.again@example.com'];
      const first = await createWith(gateway, own, { email });
      expectProblem(first, expected);
      ledger.books.fate = () => 'answered';
      await eventually(async () => (await operationOf(gateway, first)).body.data.state === 'succeeded', 10_000);
      const { data } = (await operationOf(gateway, first)).body;
      const again = await createWith(gateway, own, { email });
      expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
      expect(data.result.id).toBe(again.body.data.id);
      expect(again.headers.get('location')).toBe(data.result.href);
      expect([ledger.books.madeWith(email), ledger.books.creates]).toEqual([1, 1]);
    });

    test('is found at once when its key comes again', async () => {
      const gateway = await ledger.add({ GATEWAY_RECONCILE_MS: '60000' });
      ledger.books.fate = () => 'lost_after';
      const own = key();
      expectProblem(await createWith(gateway, own), LOST);
      const again = await createWith(gateway, own);
      expect([again.status, ledger.books.creates]).toEqual([201, 1]);
    });

    test('and has not is sent again only when that is certain', async () => {
      const gateway = await ledger.add();
      ledger.books.fate = () => 'lost_before';
      const own = key();
      const first = await createWith(gateway, own);
      expectProblem(first, LOST);
      ledger.books.fate = () => 'answered';
      expectProblem(await createWith(gateway, own), LOST);
      const open = (await operationOf(gateway, first)).body.data;
      expect(open).toMatchObject({ state: 'unknown', check: '/v1/cartevo/customers', result: null });
      await eventually(async () => (await operationOf(gateway, first)).body.data.state === 'not_done', 15_000);
      expect((await createWith(gateway, own)).status).toBe(201);
      expect(ledger.books.creates).toBe(2);
      expect(ledger.books.customers.size).toBe(1);
    });

    test('is answered as at first while it is open, whatever a look has told', async () => {
      const gateway = await ledger.add({ GATEWAY_WRITE_AFTERMATH_MS: '60000' });
      ledger.books.fate = () => 'error_after';
      const own = key();
      const first = await createWith(gateway, own);
      ledger.books.customers.clear();
      const told = async () => (await operationOf(gateway, first)).body.data as Record<string, unknown>;
      await eventually(async () => (await told())['reason'] === 'undecided', 10_000);
      expect(await told()).toMatchObject({ state: 'unknown', reasonDetail: 'not_seen_yet' });
      const error = { status: 502, code: 'provider_error', outcome: 'unknown', safe: false } as const;
      for (const answer of [first, await createWith(gateway, own)]) expectProblem(answer, error);
    });

    test('and cannot be told from another one stays open', async () => {
      const gateway = await ledger.add();
      const [own, email] = [key(), 'twice.there@example.com'];
      ledger.books.fate = () => 'lost_after';
      const first = await createWith(gateway, own, { email });
      // Somebody else makes the same at the provider.
      const [made] = ledger.books.customers.values();
      ledger.books.customers.set(randomUUID(), { ...made, id: randomUUID() });
      await eventually(async () => (await operationOf(gateway, first)).body.data.checks > 0, 10_000);
      const { state } = (await operationOf(gateway, first)).body.data as { state: string };
      expect(['unknown', 'succeeded']).toContain(state);
      expect(ledger.books.creates).toBe(1);
    });

    test('is not taken for one with the same e-mail address in other letters', async () => {
      const gateway = await ledger.add({ GATEWAY_RECONCILE_MS: '60000' });
      const [own, others] = [key(), key()];
      ledger.books.fate = () => 'lost_before';
      await createWith(gateway, own, { email: 'Same.Person@Example.com' });
      ledger.books.fate = () => 'lost_after';
      await createWith(gateway, others, { email: 'same.person@example.com' });
      for (const [one, email] of [
        [own, 'Same.Person@Example.com'],
        [others, 'same.person@example.com'],
      ] as const) {
        expectProblem(await createWith(gateway, one, { email }), LOST);
      }
      expect(ledger.books.customers.size).toBe(1);
    });

    test('is not sent again while the provider cannot be asked', async () => {
      const gateway = await ledger.add();
      ledger.books.fate = () => 'lost_after';
      const own = key();
      await createWith(gateway, own);
      await ledger.books.close();
      expectProblem(await createWith(gateway, own), LOST);
      expect(ledger.books.creates).toBe(1);
    });
  });

  circuitSuite(() => ledger);

  describe('a write without a key', () => {
    test('is in the ledger all the same, and its answer says where', async () => {
      const gateway = await ledger.add();
      const answer = await createWith(gateway, null);
      const { data } = (await operationOf(gateway, answer)).body;
      const id = answer.body.data.providerId as string;
      expect(data).toMatchObject({ provider: 'cartevo', operation: 'createCustomer', state: 'succeeded', attempts: 1 });
      expect(data.result).toEqual({ id: `cartevo:${id}`, href: `/v1/cartevo/customers/${id}` });
    });
  });

  auditSuite(() => ledger);

  test('an operation is shown to its caller and to admin, and exists for nobody else', async () => {
    const [plain, admin] = [keyEntry('plain', 'plain-key', 'customers:read'), keyEntry('boss', 'boss-key', 'admin')];
    const gateway = await ledger.add({
      GATEWAY_API_KEYS: `${keyEntry('test', TEST_KEY, 'customers:write')},${plain},${admin}`,
    });
    const answer = await createWith(gateway, key());
    const statuses = await Promise.all(
      [TEST_KEY, 'boss-key', 'plain-key'].map(async (who) => (await operationOf(gateway, answer, { key: who })).status),
    );
    expect(statuses).toEqual([200, 200, 404]);
  });
}
