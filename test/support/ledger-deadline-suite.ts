import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { TestAnswer, TestGateway } from './gateway.js';
import { LedgerGateways, createWith, operationOf } from './ledger-gateways.js';
import { expectProblem } from './problem.js';
import { eventually } from './redis-server.js';

const HURRY = { 'request-timeout': '0.5' };
const IN_TIME_MS = 1500;
const UNHURRIED = { CARTEVO_TIMEOUT_MS: '10000', GATEWAY_RECONCILE_MS: '60000' };

/** That `Request-Timeout` bounds a write whatever it waits for; `hang` keeps a database from being written. */
export function deadlineSuite(open: () => Promise<string>, hang: (address: string) => () => void): void {
  async function scene(use: (gateway: TestGateway, ledger: LedgerGateways) => Promise<void>): Promise<void> {
    const ledger = await LedgerGateways.start(await open());
    try {
      await use(await ledger.add(UNHURRIED), ledger);
    } finally {
      await ledger.stop();
    }
  }

  async function inTime(answer: Promise<TestAnswer>): Promise<TestAnswer> {
    const started = performance.now();
    await answer;
    expect(performance.now() - started).toBeLessThan(IN_TIME_MS);
    return answer;
  }

  describe('a write whose caller is in a hurry', () => {
    test('and that may have happened: is told so in time, while others wait for what is found', () =>
      scene(async (gateway, { books }) => {
        const own = randomUUID();
        books.fate = () => 'lost_after';
        const first = await createWith(gateway, own);
        const { promise: held, resolve: release } = Promise.withResolvers<void>();
        books.hold.read = () => held;
        const patient = createWith(gateway, own);
        const hurried = await inTime(createWith(gateway, own, {}, HURRY));
        expectProblem(hurried, { status: 504, code: 'provider_timeout', outcome: 'unknown', safe: false });
        expect(hurried.headers.get('operation-id')).toBe(first.headers.get('operation-id'));
        release();
        expect((await patient).status).toBe(201);
        expect((await createWith(gateway, own, {}, HURRY)).text).toBe((await patient).text);
        expect(books.creates).toBe(1);
      }));

    test('and whose end cannot be written down: gets its answer, and the end is written later', () =>
      scene(async (gateway, { books, database }) => {
        expect((await createWith(gateway, randomUUID())).status).toBe(201);
        const [own, email] = [randomUUID(), 'in.a.hurry@example.com'];
        let release: (() => void) | undefined;
        books.hold.after = () => {
          release = hang(database);
          return Promise.resolve();
        };
        const answer = await inTime(createWith(gateway, own, { email }, HURRY));
        expect(answer.status).toBe(201);
        release?.();
        await eventually(async () => {
          const again = await createWith(gateway, own, { email });
          return again.text === answer.text && again.headers.get('idempotency-replayed') === 'true';
        }, 5000);
        expect(books.madeWith(email)).toBe(1);
      }));

    test('and that cannot be recorded in time: is not sent, and its key sends it later', () =>
      scene(async (gateway, { books, database }) => {
        expect((await createWith(gateway, randomUUID())).status).toBe(201);
        const [own, email] = [randomUUID(), 'in.a.hurry@example.com'];
        const release = hang(database);
        try {
          const late = await inTime(createWith(gateway, own, { email }, HURRY));
          expectProblem(late, { status: 504, code: 'provider_timeout', outcome: 'not_sent', safe: true });
          await pause(300);
        } finally {
          release();
        }
        const outcomes = async () => {
          const { data } = (await gateway.call('/v1/audit?limit=2')).body;
          return (data as { outcome: string }[]).map(({ outcome }) => outcome);
        };
        await eventually(async () => (await outcomes())[0] === 'not_done: not_sent', 5000);
        expect(await outcomes()).toEqual(['not_done: not_sent', 'sending']);
        expect(books.creates).toBe(1);
        const again = await createWith(gateway, own, { email });
        expect([again.status, books.madeWith(email), books.creates]).toEqual([201, 1, 2]);
        expect((await operationOf(gateway, again)).body.data).toMatchObject({ state: 'succeeded', attempts: 2 });
      }));
  });
}
