import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CARTEVO_ID as ID, CartevoBehindStub, cartevoAnswer } from '../../../test/support/cartevo-behind-stub.js';
import { json, type StubHandler } from '../../../test/support/stub-provider.js';
import type { Operation } from '../operations.js';
import type { Evidence, OpenWrite } from '../reconciliation.js';

// Providers whose lists have no end, or say less than they should.
let provider: CartevoBehindStub;
beforeAll(async () => {
  provider = await CartevoBehindStub.start();
});
afterAll(() => provider.stop());

const STARTED = new Date('2026-11-20T12:00:00.000Z');

function find(handler: StubHandler, operation: Operation, evidence: Evidence, target: string | null = null) {
  const write: OpenWrite = {
    operation,
    target,
    evidence,
    startedAt: STARTED,
    unclaimed: (ids) => Promise.resolve(ids),
    hasCompany: () => Promise.resolve(false),
  };
  provider.forget();
  return provider.ask(handler, async (adapter, call) => adapter.reconciliations[operation]?.find(write, call));
}

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** A list that goes on for ever, a hundred records a page. */
function endless(record: (number: number) => object): StubHandler {
  return ({ url }, response) => {
    const page = Number(new URL(url, 'http://stub').searchParams.get('page'));
    const items = Array.from({ length: 100 }, (_, index) => ({ id: uuid(page * 100 + index), ...record(index) }));
    json(
      response,
      200,
      cartevoAnswer(items, { pagination: { page, limit: 100, total: 1_000_000, totalPages: 10_000 } }),
    );
  };
}

it('customers are looked through for 20 pages of 100, then it is undecided', async () => {
  const finding = await find(
    endless(() => ({ email: 'x@example.com' })),
    'createCustomer',
    { email: 'a@example.com' },
  );
  expect([finding?.kind, provider.calls.length]).toEqual(['undecided', 20]);
  expect(provider.urls().at(-1)).toBe('GET /api/v1/customers?page=20&limit=100');
});

it('a customer with the address who has no date may be ours or not', async () => {
  const list: StubHandler = (_call, response) =>
    json(response, 200, cartevoAnswer([{ id: ID, email: 'a@example.com' }]));
  expect((await find(list, 'createCustomer', { email: 'a@example.com' }))?.kind).toBe('undecided');
});

it('transactions are looked through for five pages, until one that was there before', async () => {
  const record = () => ({ type: 'FUND', amount: 5, status: 'SUCCESS', currency: 'USD' });
  const evidence = { kind: 'funding', amountMinor: 500, transactionIds: ['before'] };
  const endlessly = await find(endless(record), 'fundCard', evidence, ID);
  expect([endlessly?.kind, provider.calls.length]).toEqual(['undecided', 5]);
  await find(endless(record), 'fundCard', { ...evidence, transactionIds: [uuid(150)] }, ID);
  expect(provider.urls()).toEqual(
    [0, 1].map((page) => `GET /api/v1/cards/${ID}/transactions?page=${page}&limit=100&sync=true`),
  );
});

it('a transaction that failed has moved nothing, one that is pending may have', async () => {
  const evidence = { kind: 'funding', amountMinor: 500, transactionIds: [] };
  for (const [status, kind] of [
    ['FAILED', 'absent'],
    ['PENDING', 'done'],
    ['SUCCESS', 'done'],
  ] as const) {
    const item = { id: uuid(1), type: 'FUND', amount: 5, currency: 'USD', status };
    const old = { id: ID, status: 'ACTIVE', created_at: '2026-01-01T00:00:00.000Z' };
    const list: StubHandler = ({ url }, response) =>
      json(response, 200, cartevoAnswer(url.includes('/transactions') ? [item] : old));
    expect([status, (await find(list, 'fundCard', evidence, ID))?.kind]).toEqual([status, kind]);
  }
});

it('a state that cannot be understood decides nothing', async () => {
  const card: StubHandler = (_call, response) => json(response, 200, cartevoAnswer({ id: ID, status: 'ON_HOLD' }));
  expect((await find(card, 'freezeCard', {}, ID))?.kind).toBe('undecided');
});
