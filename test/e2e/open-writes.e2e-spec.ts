import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CARTEVO_SIMULATOR_ACCESS_TOKEN } from '../../src/providers/cartevo/cartevo.simulator.js';
import { startTestGateway, type TestAnswer, type TestGateway } from '../support/gateway.js';
import { expectProblem } from '../support/problem.js';
import { CARDS, SandboxCards, dollars } from '../support/sandbox-cards.js';
import { SEEDS } from '../support/sandbox-seeds.js';

const LOST_AFTER = 'connection-reset-after-write;method=POST';
const LOST_BEFORE = 'connection-reset;method=POST';
const UNKNOWN = { status: 502, code: 'provider_connection_lost', outcome: 'unknown', safe: false } as const;

let folder: string;
let database: string;
let gateway: TestGateway;
const cartevo = new SandboxCards(() => gateway);
// A ledger for each test: what stays open in one must not be a rival in another.
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'open-writes-'));
  database = join(folder, 'gateway.db');
  gateway = await startTestGateway({
    GATEWAY_MODE: 'sandbox',
    DATABASE_URL: `sqlite:${database}`,
    GATEWAY_BREAKER: 'off',
    // Nobody looks but who asks again.
    GATEWAY_RECONCILE_MS: '60000',
  });
  await cartevo.begin();
});
afterEach(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Makes what is in the ledger so much older that it has nothing to do with what comes now. */
function passTime(): void {
  inLedger('update operations set started_at = started_at - 7200000, settle_by = settle_by - 7200000');
}

/** Makes what is in the ledger that of another caller. */
function renameCallers(): void {
  inLedger("update operations set caller = 'other'");
}

function inLedger(statement: string): void {
  const ledger = new DatabaseSync(database);
  ledger.exec(statement);
  ledger.close();
}

const reasonOf = async (answer: TestAnswer): Promise<string> => {
  const { body } = await gateway.call(`/v1/operations/${answer.headers.get('operation-id')}`);
  return body.data.reasonDetail as string;
};

describe('cards of one customer whose answers are all lost', () => {
  const card = (brand: string, cents: number, changes = {}) => ({
    customerId: SEEDS.cartevo.noCards,
    brand,
    nameOnCard: 'E. NOCARD',
    initialFunding: dollars(cents),
    ...changes,
  });
  /** A card that is asked for again and again with its own key. */
  const asking = (body: object) => {
    const key = randomUUID();
    return (scenario?: string) => cartevo.post('/cards', body, scenario, key);
  };

  test('are given to nobody when they differ in what the provider need not show', async () => {
    const [small, large] = [asking(card('visa', 1000)), asking(card('visa', 50_000))];
    for (const ask of [small, large]) expectProblem(await ask(LOST_AFTER), UNKNOWN);
    for (const ask of [large, small, large]) {
      const again = await ask();
      expectProblem(again, UNKNOWN);
      expect(await reasonOf(again)).toMatch(/another open write/);
    }
    expect(cartevo.done()).toEqual([
      ['card issued', 1000],
      ['card issued', 50_000],
    ]);
  });

  test('are told apart by a brand that the provider shows', async () => {
    const [visa, mastercard] = [asking(card('visa', 1000)), asking(card('mastercard', 50_000))];
    for (const ask of [visa, mastercard]) expectProblem(await ask(LOST_AFTER), UNKNOWN);
    for (const [ask, brand, cents] of [
      [mastercard, 'mastercard', 50_000],
      [visa, 'visa', 1000],
    ] as const) {
      const { status, body } = await ask();
      expect([status, body.data.brand, body.data.balance]).toEqual([201, brand, dollars(cents)]);
    }
  });

  test('are given one each when they were asked for alike', async () => {
    const asks = [asking(card('visa', 1000)), asking(card('visa', 1000))] as const;
    for (const ask of asks) expectProblem(await ask(LOST_AFTER), UNKNOWN);
    const given: TestAnswer[] = [];
    for (const ask of asks) given.push(await ask());
    expect(given.map(({ status, body }) => [status, body.data.balance])).toEqual(
      Array.from({ length: 2 }, () => [201, dollars(1000)]),
    );
    expect(new Set(given.map(({ body }) => body.data.id)).size).toBe(2);
  });

  test('are given to nobody when there is one more than was asked for', async () => {
    const asks = [asking(card('visa', 1000)), asking(card('visa', 1000))] as const;
    for (const ask of asks) expectProblem(await ask(LOST_AFTER), UNKNOWN);
    await issueElsewhere(1000);
    const again = await asks[0]();
    expectProblem(again, UNKNOWN);
    expect(await reasonOf(again)).toMatch(/more than one/);
  });

  test('are found although an older one, which never arrived, is open for ever', async () => {
    const [old, own, alike] = [asking(card('visa', 50_000)), asking(card('visa', 1000)), asking(card('visa', 50_000))];
    expectProblem(await old(LOST_BEFORE), UNKNOWN);
    passTime();
    expectProblem(await own(LOST_AFTER), UNKNOWN);
    const found = await own();
    expect([found.status, found.body.data.balance]).toEqual([201, dollars(1000)]);
    expectProblem(await alike(LOST_AFTER), UNKNOWN);
    const another = await alike();
    expect([another.status, another.body.data.balance]).toEqual([201, dollars(50_000)]);
    const again = await old();
    expectProblem(again, UNKNOWN);
    expect(await reasonOf(again)).toMatch(/not_seen_yet/);
  });

  test('are told from one that began when they were there, and never arrived', async () => {
    const [own, later] = [asking(card('visa', 1000)), asking(card('visa', 50_000))];
    expectProblem(await own(LOST_AFTER), UNKNOWN);
    expectProblem(await later(LOST_BEFORE), UNKNOWN);
    const found = await own();
    expect([found.status, found.body.data.balance]).toEqual([201, dollars(1000)]);
    expectProblem(await later(), UNKNOWN);
    expect(cartevo.done()).toEqual([['card issued', 1000]]);
  });

  test('are given to nobody when the one that is there holds other money', async () => {
    const ask = asking(card('visa', 1000));
    expectProblem(await ask(LOST_BEFORE), UNKNOWN);
    await issueElsewhere(50_000);
    const again = await ask();
    expectProblem(again, UNKNOWN);
    expect(await reasonOf(again)).toMatch(/other money/);
  });

  /** A card that somebody issues without the gateway. */
  async function issueElsewhere(cents: number): Promise<void> {
    const { baseUrl } = cartevo.simulator;
    const response = await fetch(`${baseUrl}/cards`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${CARTEVO_SIMULATOR_ACCESS_TOKEN}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        customer_id: SEEDS.cartevo.noCards,
        brand: 'VISA',
        name_on_card: 'E. NOCARD',
        amount: cents / 100,
      }),
    });
    expect(response.status).toBe(201);
  }
});

describe('money whose answer is lost', () => {
  const fund = (key: string, scenario?: string) => {
    return cartevo.post(`/cards/${CARDS.mastercard}/fund`, { amount: dollars(750) }, scenario, key);
  };

  test.each([
    ['of the same caller', 'fund'],
    ['of another one, which asks for the same only at the provider', 'else'],
  ])('is found although older money %s, which never arrived, is open for ever', async (_whose, who) => {
    const [old, own] = [randomUUID(), randomUUID()];
    expectProblem(await fund(old, LOST_BEFORE), UNKNOWN);
    if (who === 'else') renameCallers();
    passTime();
    expectProblem(await fund(own, LOST_AFTER), UNKNOWN);
    const { status, body } = await fund(own);
    expect([status, body.data.amount, body.data.status]).toEqual([200, dollars(750), 'succeeded']);
    expect(cartevo.done()).toEqual([['fund', 750]]);
  });
});

test('a funding of a card that was issued just now is told from what it was issued with', async () => {
  const card = { customerId: SEEDS.cartevo.noCards, brand: 'visa', nameOnCard: 'E. NOCARD' };
  const { body: issued } = await cartevo.post('/cards', { ...card, initialFunding: dollars(750) });
  const key = randomUUID();
  const fund = (scenario?: string) => {
    return cartevo.post(`/cards/${issued.data.providerId}/fund`, { amount: dollars(750) }, scenario, key);
  };
  expectProblem(await fund(LOST_AFTER), UNKNOWN);
  const { status, body } = await fund();
  expect([status, body.data.providerId]).toEqual([200, cartevo.simulator.books.at(-1)?.id]);
  expect(cartevo.done()).toEqual([
    ['card issued', 750],
    ['fund', 750],
  ]);
});

describe('a change of a card’s state whose answer is lost', () => {
  test('is not sent again when a later one has been made since', async () => {
    const key = randomUUID();
    const unfreeze = (scenario?: string) => cartevo.post(`/cards/${CARDS.frozen}/unfreeze`, undefined, scenario, key);
    expectProblem(await unfreeze('connection-reset-after-write;method=PUT'), UNKNOWN);
    const frozen = await cartevo.post(`/cards/${CARDS.frozen}/freeze`);
    expect([frozen.status, frozen.body.data.state]).toEqual([200, 'frozen']);
    passTime();
    const again = await unfreeze();
    expectProblem(again, UNKNOWN);
    expect(await reasonOf(again)).toMatch(/may have been changed since/);
    expect(cartevo.done().map(([what]) => what)).toEqual(['unfreeze', 'freeze']);
  });

  test('is sent again when it can be made only once, and was not', async () => {
    const key = randomUUID();
    const terminate = (scenario?: string) => cartevo.post(`/cards/${CARDS.active}/terminate`, undefined, scenario, key);
    expectProblem(await terminate(LOST_BEFORE), UNKNOWN);
    passTime();
    const again = await terminate();
    expect([again.status, again.body.data.state]).toEqual([200, 'terminated']);
    expect(cartevo.done().map(([what]) => what)).toEqual(['terminate']);
  });
});

test('a refusal of which nobody could read whether the state holds already is no end', async () => {
  const key = randomUUID();
  const freeze = (scenario?: string) => cartevo.post(`/cards/${CARDS.frozen}/freeze`, undefined, scenario, key);
  const first = await freeze('server-error;method=GET');
  expectProblem(first, { status: 502, code: 'provider_error', outcome: 'not_sent', safe: true });
  const again = await freeze();
  expect([again.status, again.body.data.state, again.body.meta.warnings[0].code]).toEqual([
    200,
    'frozen',
    'already_in_state',
  ]);
  expect(cartevo.done()).toEqual([]);
});

test('a write of which the evidence is gone stays open, and says that nobody can see how it ended', async () => {
  const key = randomUUID();
  const fund = (scenario?: string) => {
    return cartevo.post(`/cards/${CARDS.mastercard}/fund`, { amount: dollars(750) }, scenario, key);
  };
  expectProblem(await fund(LOST_AFTER), UNKNOWN);
  inLedger("update operations set evidence = ''");
  const again = await fund();
  expectProblem(again, UNKNOWN);
  const { body } = await gateway.call(`/v1/operations/${again.headers.get('operation-id')}`);
  expect(body.data).toMatchObject({ state: 'unknown', reason: 'not_observable' });
  expect(cartevo.done()).toEqual([['fund', 750]]);
});
