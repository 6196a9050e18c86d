import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { beginUpload, uploadForm } from '../support/begun-upload.js';
import { TEST_KEY, type TestAnswer, type TestGateway } from '../support/gateway.js';
import { LIVE, addressOf, end, exitOf, launch, type GatewayProcess } from '../support/gateway-process.js';
import { LedgerGateways } from '../support/ledger-gateways.js';
import { expectBooksHold } from '../support/ledger-outage.js';
import { asJson, newCustomerJson } from '../support/new-customer.js';
import { eventually } from '../support/redis-server.js';
import { stubEnvironment } from '../support/stub-provider.js';

jest.setTimeout(60_000);
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const KEY = 'a-key-that-comes-again';
const create = () => asJson(newCustomerJson());
const upload = () => ({ method: 'POST', body: uploadForm() });
const withKey = (init: RequestInit): RequestInit => ({
  ...init,
  headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${TEST_KEY}`, 'idempotency-key': KEY },
});

/** A gateway in a process of its own, whose ledger outlives it. */
class Scene {
  private constructor(
    readonly ledger: LedgerGateways,
    readonly process: GatewayProcess,
    readonly url: string,
  ) {}

  static async start(environment: Record<string, string> = {}): Promise<Scene> {
    const folder = mkdtempSync(join(tmpdir(), 'process-end-'));
    cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
    const ledger = await LedgerGateways.start(`sqlite:${join(folder, 'gateway.db')}`);
    cleanUp.push(() => ledger.stop());
    const provider = { ...stubEnvironment({ cartevo: ledger.books.url }), CARTEVO_TIMEOUT_MS: '20000' };
    const gateway = launch({ ...LIVE, ...provider, DATABASE_URL: ledger.database, ...environment });
    cleanUp.push(() => end(gateway));
    return new Scene(ledger, gateway, await addressOf(gateway));
  }

  /** Sends a write and waits until the provider has done it and keeps the answer back. */
  async send(init: RequestInit): Promise<{ answer: Promise<Response | null>; letGo: () => void }> {
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    this.ledger.books.hold.after = () => (arrive(), held);
    cleanUp.push(letGo);
    const answer = fetch(`${this.url}/v1/cartevo/customers`, withKey(init)).catch(() => null);
    await arrived;
    return { answer, letGo };
  }

  /** The next gateway with the same ledger. */
  next(environment: Record<string, string> = {}): Promise<TestGateway> {
    delete this.ledger.books.hold.after;
    return this.ledger.add(environment);
  }
}

/** How the first write of the ledger went, as its audit tells. */
async function historyIn(gateway: TestGateway): Promise<string[]> {
  const { data } = (await gateway.call('/v1/audit?limit=10')).body as { data: { outcome: string }[] };
  return data.map(({ outcome }) => outcome).reverse();
}

const again = (gateway: TestGateway, init: RequestInit): Promise<TestAnswer> =>
  gateway.call('/v1/cartevo/customers', withKey(init));

describe('SIGTERM while a write is at a slow provider', () => {
  test('that is in time, a create: finished, answered, recorded, exit code 0', async () => {
    const scene = await Scene.start();
    const { answer, letGo } = await scene.send(create());
    scene.process.child.kill('SIGTERM');
    await pause(500);
    letGo();
    const first = await answer;
    expect(first?.status).toBe(201);
    const text = await first?.text();
    expect(await exitOf(scene.process)).toEqual({ code: 0, signal: null });
    const gateway = await scene.next({ GATEWAY_RECONCILE_MS: '60000' });
    expect(await historyIn(gateway)).toEqual(['sending', 'succeeded']);
    expect((await again(gateway, create())).text).toBe(text);
    expect(scene.ledger.books.creates).toBe(1);
  });

  test('longer than there is time, an upload: recorded as unknown, found by the next process, reachable by its key', async () => {
    const scene = await Scene.start({ GATEWAY_DRAIN_TIMEOUT_MS: '500' });
    const { answer } = await scene.send(upload());
    scene.process.child.kill('SIGTERM');
    expect(await exitOf(scene.process)).toEqual({ code: 0, signal: null });
    expect(await answer).toBeNull();
    expect(scene.process.stdout()).toContain('work in flight was cut off');
    const gateway = await scene.next();
    await eventually(async () => (await historyIn(gateway)).length > 2, 10_000);
    expect(await historyIn(gateway)).toEqual(['sending', 'unknown: process_ended', 'succeeded']);
    const { status, headers } = await again(gateway, upload());
    expect({ status, replayed: headers.get('idempotency-replayed') }).toEqual({ status: 201, replayed: 'true' });
    expect(scene.ledger.books.creates).toBe(1);
    await expectBooksHold(gateway, scene.ledger);
  });
});

test('a second signal, of either kind, ends it at once, with the write recorded', async () => {
  await Promise.all((['SIGTERM', 'SIGINT'] as const).map(endAtOnce));
});

async function endAtOnce(second: NodeJS.Signals): Promise<void> {
  const scene = await Scene.start();
  const { answer } = await scene.send(create());
  scene.process.child.kill('SIGTERM');
  await pause(200);
  const killedAt = performance.now();
  scene.process.child.kill(second);
  expect(await exitOf(scene.process)).toEqual({ code: 0, signal: null });
  expect(performance.now() - killedAt).toBeLessThan(2000);
  expect(await answer).toBeNull();
  const gateway = await scene.next({ GATEWAY_RECONCILE_MS: '60000' });
  expect(await historyIn(gateway)).toEqual(['sending', 'unknown: process_ended']);
  // Without waiting for the process to have been silent for a while.
  expect((await again(gateway, create())).status).toBe(201);
  expect(scene.ledger.books.creates).toBe(1);
}

test('SIGTERM during a create whose caller has hung up: finished and recorded all the same', async () => {
  const scene = await Scene.start();
  const caller = new AbortController();
  const { answer, letGo } = await scene.send({ ...create(), signal: caller.signal });
  caller.abort();
  expect(await answer).toBeNull();
  scene.process.child.kill('SIGTERM');
  await pause(500);
  letGo();
  expect(await exitOf(scene.process)).toEqual({ code: 0, signal: null });
  expect(await historyIn(await scene.next({ GATEWAY_RECONCILE_MS: '60000' }))).toEqual(['sending', 'succeeded']);
});

test('SIGTERM during an upload that is cut off before it has arrived: nothing was sent, and its key sends it', async () => {
  const scene = await Scene.start({ GATEWAY_DRAIN_TIMEOUT_MS: '300' });
  const { outcome } = await beginUpload(scene.url, { 'idempotency-key': KEY });
  scene.process.child.kill('SIGTERM');
  expect(await outcome).toBe('lost');
  expect(await exitOf(scene.process)).toEqual({ code: 0, signal: null });
  const { books } = scene.ledger;
  expect(books.creates).toBe(0);
  const gateway = await scene.next();
  expect((await again(gateway, upload())).status).toBe(201);
  expect(books.creates).toBe(1);
});

test('SIGTERM when an end could not be written down yet: is waited for until it can', async () => {
  const scene = await Scene.start({ CARTEVO_TIMEOUT_MS: '2000' });
  const { answer, letGo } = await scene.send(create());
  const other = new DatabaseSync(scene.ledger.database.slice('sqlite:'.length));
  other.exec('begin immediate');
  letGo();
  expect((await answer)?.status).toBe(201);
  // Long enough for the ledger to be given up once, and left alone for a while.
  const locked = pause(5500).then(() => other.close());
  await pause(5000);
  scene.process.child.kill('SIGTERM');
  await locked;
  expect(await exitOf(scene.process)).toEqual({ code: 0, signal: null });
  expect(await historyIn(await scene.next({ GATEWAY_RECONCILE_MS: '60000' }))).toEqual(['sending', 'succeeded']);
});
