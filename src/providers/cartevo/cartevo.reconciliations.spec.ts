import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AdapterStage, failureOf } from '../../../test/support/adapter-stage.js';
import { CartevoBehindSimulator } from '../../../test/support/cartevo-behind-simulator.js';
import { CARTEVO_CREATE } from '../../../test/support/cartevo-behind-stub.js';
import { CARDS } from '../../../test/support/sandbox-cards.js';
import type { Evidence, Finding, OpenWrite } from '../reconciliation.js';
import type { Operation } from '../operations.js';
import { fromJson } from './cartevo.intake.js';
import { CARTEVO_SEEDS } from './cartevo.simulator-data.js';

const stage = new AdapterStage();
const NOW = new Date('2026-11-20T12:00:00.000Z');
let clock = NOW;
let provider: CartevoBehindSimulator;
beforeAll(async () => {
  provider = await CartevoBehindSimulator.start(stage, () => clock);
});
beforeEach(() => {
  clock = NOW;
  provider.simulator.reset();
});
afterAll(() => provider.simulator.close());

/** Ways in which nobody here hears that the work was done. */
const LOST = ['connection-reset-after-write', 'server-error-after-write', 'late-after-write:1'];
const CUSTOMER = CARTEVO_SEEDS.noCards;
const CARD_COMMAND = { customerId: CUSTOMER, brand: 'visa', nameOnCard: 'E. NOCARD', fundingMinor: 500 };
const COMMAND = fromJson({ ...CARTEVO_CREATE, email: 'Amina.New@example.com' }, '2026-11-20');

interface Facts {
  readonly target?: string | null;
  readonly evidence?: Evidence;
  readonly claimed?: readonly string[];
  readonly company?: boolean;
}

function find(operation: Operation, facts: Facts): Promise<Finding> {
  const { target = null, evidence = {}, claimed = [], company = false } = facts;
  const write: OpenWrite = {
    operation,
    target,
    evidence,
    startedAt: NOW,
    unclaimed: (ids) => Promise.resolve(ids.filter((id) => !claimed.includes(id))),
    hasCompany: () => Promise.resolve(company),
  };
  return provider.ask(async (adapter, call) => {
    const reconciliation = adapter.reconciliations[operation];
    if (!reconciliation) throw new Error(`${operation} cannot be found out`);
    return reconciliation.find(write, call);
  });
}

const done = () => provider.simulator.books.map(({ what }) => what);

it('absence proves something where the provider refuses a repetition, never for money, new cards or what can be undone', async () => {
  const proves = await provider.ask((adapter) =>
    Promise.resolve(Object.entries(adapter.reconciliations).map(([name, one]) => [name, one.absenceProves])),
  );
  expect(Object.fromEntries(proves)).toEqual({
    createCustomer: true,
    createCard: false,
    freezeCard: false,
    unfreezeCard: false,
    terminateCard: true,
    fundCard: false,
    withdrawFromCard: false,
  });
});

describe('createCustomer', () => {
  const evidence = { email: 'amina.new@example.com' };
  const create = (scenario: string | null) =>
    provider.ask((adapter, call) => adapter.createCustomer(COMMAND, call), scenario, 300);

  it.each(LOST)('is found by its e-mail address, in any case, after %s', async (scenario) => {
    expect(await failureOf(create(scenario))).toMatchObject({ sent: true });
    const before = provider.simulator.calls.length;
    const finding = await find('createCustomer', { evidence });
    expect([done(), finding.kind]).toEqual([['customer created'], 'done']);
    if (finding.kind !== 'done') throw new Error('not found');
    expect(finding.mapped.data).toMatchObject({ providerId: finding.id, email: 'Amina.New@example.com' });
    expect(provider.simulator.calls.slice(before).map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  it('is absent when nothing was done', async () => {
    expect(await failureOf(create('connection-reset'))).toMatchObject({ sent: true });
    expect([done(), (await find('createCustomer', { evidence })).kind]).toEqual([[], 'absent']);
  });

  it('is not the customer who had the address before', async () => {
    clock = new Date(NOW.getTime() - 121_000);
    await create(null);
    expect((await find('createCustomer', { evidence })).kind).toBe('absent');
    clock = new Date(NOW.getTime() - 119_000);
    provider.simulator.reset();
    await create(null);
    expect((await find('createCustomer', { evidence })).kind).toBe('done');
  });

  it('is not one that another write has made, nor anything without evidence', async () => {
    const { data } = await create(null);
    expect((await find('createCustomer', { evidence, claimed: [data.providerId] })).kind).toBe('absent');
    expect((await find('createCustomer', {})).kind).toBe('undecided');
  });
});

describe('createCard', () => {
  const evidenceNow = () => provider.ask((adapter, call) => adapter.evidenceOfNewCard(CARD_COMMAND, call));
  const create = (scenario: string | null = null, brand = 'visa') =>
    provider.ask((adapter, call) => adapter.createCard({ ...CARD_COMMAND, brand }, call), scenario, 300);

  it('knows beforehand which cards were there, and that a customer is not', async () => {
    expect(await evidenceNow()).toEqual({ customerId: CUSTOMER, brand: 'visa', fundingMinor: 500, cardIds: [] });
    const foreign = { ...CARD_COMMAND, customerId: CARTEVO_SEEDS.foreign };
    const failure = await failureOf(provider.ask((adapter, call) => adapter.evidenceOfNewCard(foreign, call)));
    expect(failure).toMatchObject({ status: 404, sent: false });
  });

  it.each(LOST)('is the one new card after %s', async (scenario) => {
    const evidence = await evidenceNow();
    expect(await failureOf(create(scenario))).toMatchObject({ sent: true });
    const finding = await find('createCard', { evidence });
    expect(finding).toMatchObject({
      kind: 'done',
      mapped: { data: { brand: 'visa', customerId: `cartevo:${CUSTOMER}` } },
    });
    expect(done()).toEqual(['card issued']);
  });

  it('is absent when nothing was done, or only another brand or write', async () => {
    const evidence = await evidenceNow();
    await failureOf(create('connection-reset'));
    expect((await find('createCard', { evidence })).kind).toBe('absent');
    await create(null, 'mastercard');
    expect((await find('createCard', { evidence })).kind).toBe('absent');
    const { data } = await create();
    expect((await find('createCard', { evidence, claimed: [data.providerId] })).kind).toBe('absent');
  });

  it('is undecided between two, and without evidence', async () => {
    const evidence = await evidenceNow();
    await create();
    await create();
    expect((await find('createCard', { evidence })).kind).toBe('undecided');
    expect((await find('createCard', { evidence: { customerId: CUSTOMER } })).kind).toBe('undecided');
  });

  it('is none that is older than the request', async () => {
    const evidence = await evidenceNow();
    clock = new Date(NOW.getTime() - 121_000);
    await create();
    expect((await find('createCard', { evidence })).kind).toBe('absent');
  });
});

describe.each([
  ['fundCard', 'funding', 750],
  ['withdrawFromCard', 'withdrawal', 250],
] as const)('%s', (operation, kind, amountMinor) => {
  const target = CARDS.active;
  const evidenceNow = () =>
    provider.ask((adapter, call) => adapter.evidenceOfMovement(operation, target, { amountMinor }, call));
  const move = (scenario: string | null = null, amount: number = amountMinor) =>
    provider.ask((adapter, call) => adapter[operation](target, { amountMinor: amount }, call), scenario, 300);

  it('knows beforehand the newest transactions, its kind and its amount', async () => {
    const { transactionIds, ...rest } = await evidenceNow();
    expect(rest).toEqual({ kind, amountMinor });
    expect(transactionIds).toHaveLength(23);
  });

  it.each(LOST)('is the one new transaction of its kind and amount after %s', async (scenario) => {
    // More money than the card is seeded with, so that it can be taken back.
    await provider.ask((adapter, call) => adapter.fundCard(target, { amountMinor: 10_000 }, call));
    const evidence = await evidenceNow();
    const before = done().length;
    expect(await failureOf(move(scenario))).toMatchObject({ sent: true });
    expect(done()).toHaveLength(before + 1);
    const moved = provider.simulator.books.at(-1);
    const finding = await find(operation, { target, evidence });
    expect(finding).toMatchObject({ kind: 'done', id: moved?.id, mapped: { data: { kind, status: 'succeeded' } } });
    expect(moved?.amountMinor).toBe(amountMinor);
  });

  it('is absent when nothing was done, or only another amount or write', async () => {
    const evidence = await evidenceNow();
    await failureOf(move('connection-reset'));
    expect((await find(operation, { target, evidence })).kind).toBe('absent');
    await move(null, amountMinor - 1);
    expect((await find(operation, { target, evidence })).kind).toBe('absent');
    const { data } = await move();
    expect((await find(operation, { target, evidence, claimed: [data.providerId] })).kind).toBe('absent');
  });

  it('asks the issuer for what there was before, as for what there is since', async () => {
    const before = provider.simulator.calls.length;
    const evidence = await evidenceNow();
    await find(operation, { target, evidence });
    const path = `/api/v1/cards/${target}/transactions?page=0&limit=100&sync=true`;
    expect(provider.simulator.calls.slice(before).map((call) => call.path)).toEqual([path, path]);
  });

  it('is undecided between two, and without evidence', async () => {
    const evidence = await evidenceNow();
    await move();
    await move();
    expect((await find(operation, { target, evidence })).kind).toBe('undecided');
    expect((await find(operation, { target, evidence: { kind, amountMinor } })).kind).toBe('undecided');
  });
});

describe('fundCard of a new card', () => {
  const amountMinor = CARD_COMMAND.fundingMinor;
  // The list did not show yet with what the card was issued.
  const evidence = { kind: 'funding', amountMinor, transactionIds: [] };
  const issued = async (secondsBefore: number) => {
    clock = new Date(NOW.getTime() - secondsBefore * 1000);
    const { data } = await provider.ask((adapter, call) => adapter.createCard(CARD_COMMAND, call));
    clock = NOW;
    return data.providerId;
  };
  /** The oldest transaction of a card. */
  const issuingOf = async (target: string) => {
    const query = { list: 'test', limit: 10, cursor: null, filters: {} };
    const { data } = await provider.ask((adapter, call) => adapter.listCardTransactions(target, query, call));
    return data.at(-1)?.providerId ?? 'none';
  };

  it('is not told from the money that the card was issued with', async () => {
    const target = await issued(119);
    const finding = await find('fundCard', { target, evidence });
    expect(finding).toEqual({ kind: 'undecided', detail: 'the card was new, and this may be what it was issued with' });
  });

  it('is told when the card had been given that money already', async () => {
    const target = await issued(119);
    const known = await provider.ask((adapter, call) =>
      adapter.evidenceOfMovement('fundCard', target, { amountMinor }, call),
    );
    expect(known['transactionIds']).toHaveLength(1);
    expect((await find('fundCard', { target, evidence: known })).kind).toBe('absent');
    const { data } = await provider.ask((adapter, call) => adapter.fundCard(target, { amountMinor }, call));
    expect(await find('fundCard', { target, evidence: known })).toMatchObject({ kind: 'done', id: data.providerId });
    // What it had been given may be the money of that one.
    const beside = await find('fundCard', { target, evidence: known, company: true });
    expect(beside).toMatchObject({ kind: 'undecided', detail: expect.stringMatching(/was new/) });
  });

  it.each([
    ['a withdrawal', 'withdrawFromCard', NOW, false],
    ['what another write has made', 'fundCard', NOW, true],
    ['something newer', 'fundCard', new Date(NOW.getTime() + 1000), false],
  ] as const)('is not told by %s before it', async (_what, operation, at, claims) => {
    const target = await issued(119);
    clock = at;
    const { data } = await provider.ask((adapter, call) => adapter[operation](target, { amountMinor: 100 }, call));
    clock = NOW;
    await provider.ask((adapter, call) => adapter.fundCard(target, { amountMinor }, call));
    // The list showed the one, and not yet with what the card was issued.
    const transactionIds = [data.providerId];
    const issuing = await issuingOf(target);
    const seen = {
      target,
      evidence: { ...evidence, transactionIds },
      claimed: [issuing, ...(claims ? transactionIds : [])],
    };
    expect(await find('fundCard', seen)).toMatchObject({ kind: 'undecided', detail: expect.stringMatching(/was new/) });
  });

  it('is told when the card is too old for that', async () => {
    const target = await issued(121);
    expect((await find('fundCard', { target, evidence })).kind).toBe('absent');
    await provider.ask((adapter, call) => adapter.fundCard(target, { amountMinor }, call));
    expect((await find('fundCard', { target, evidence })).kind).toBe('done');
  });
});

describe.each([
  ['freezeCard', CARDS.active, CARDS.frozen, 'undecided'],
  ['unfreezeCard', CARDS.frozen, CARDS.active, 'undecided'],
  ['terminateCard', CARDS.active, CARDS.terminated, 'absent'],
] as const)('%s', (operation, target, there, otherwise) => {
  it.each(LOST)('is found by the state of the card after %s', async (scenario) => {
    const change = provider.ask((adapter, call) => adapter[operation](target, call), scenario, 300);
    expect(await failureOf(change)).toMatchObject({ sent: true });
    expect(await find(operation, { target })).toMatchObject({ kind: 'done', id: target });
  });

  it(`is ${otherwise} in another state, undecided without a card`, async () => {
    expect((await find(operation, { target })).kind).toBe(otherwise);
    expect((await find(operation, { target: there })).kind).toBe('done');
    expect((await find(operation, {})).kind).toBe('undecided');
  });
});
