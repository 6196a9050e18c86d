import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CARDS } from '../../../test/support/sandbox-cards.js';
import type { Simulator } from '../../platform/simulation/simulator-server.js';
import { CARTEVO_SEEDS } from './cartevo.simulator-data.js';
import { CARTEVO_SIMULATOR_ACCESS_TOKEN, startCartevoSimulator } from './cartevo.simulator.js';

type Wire = Record<string, unknown>;

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startCartevoSimulator();
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

async function call(method: string, path: string, body?: unknown, scenario = ''): Promise<[number, Wire]> {
  const headers = {
    authorization: `Bearer ${CARTEVO_SIMULATOR_ACCESS_TOKEN}`,
    'content-type': 'application/json',
    'x-sandbox-scenario': scenario,
  };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${simulator.baseUrl}${path}`, { method, headers, ...sent });
  return [response.status, (await response.json()) as Wire];
}

const CARD = { customer_id: CARTEVO_SEEDS.noCards, brand: 'visa', name_on_card: 'E. NOCARD', amount: 12.34 };

describe('a new card', () => {
  it('is answered outside the envelope, with what its details lack', async () => {
    const [status, body] = await call('POST', '/cards', CARD);
    expect([status, body]).toEqual([
      201,
      {
        status: 'success',
        message: 'Card created successfully!',
        card: expect.objectContaining({
          customer_id: CARD.customer_id,
          brand: 'VISA',
          balance: 12.34,
          status: 'ACTIVE',
        }),
        autoFilledFields: [],
      },
    ]);
    const { id } = body['card'] as { id: string };
    const [, details] = await call('GET', `/cards/${id}`);
    expect(details['data']).toMatchObject({ id, balance: 12.34, number: expect.stringMatching(/^tkAlsp_eyJ/) });
    expect(details['data']).not.toHaveProperty('customer_id');
    expect(details['data']).not.toHaveProperty('brand');
    expect(simulator.books).toEqual([{ what: 'card issued', id, about: CARD.customer_id, amountMinor: 1234 }]);
  });

  it('is issued a second time when the call is repeated', async () => {
    await call('POST', '/cards', CARD);
    await call('POST', '/cards', CARD);
    expect(simulator.books).toHaveLength(2);
  });

  it.each<readonly [Wire, unknown]>([
    [{ customer_id: 'x' }, ['customer_id must be a UUID']],
    [{ brand: 'AMEX' }, ['brand must be one of the following values: VISA, MASTERCARD']],
    [{ name_on_card: undefined }, ['name_on_card must be shorter than or equal to 50 characters']],
    [{ name_on_card: 'x'.repeat(51) }, ['name_on_card must be shorter than or equal to 50 characters']],
    [{ amount: undefined }, ['amount must be a number']],
    [{ amount: '5' }, ['amount must be a number']],
    [{ amount: -1 }, ['amount must not be less than 0']],
    [{ amount: 0.005 }, ['amount must have at most 2 decimal places']],
    [{ reference: 'mine' }, ['property reference should not exist']],
    [{ amount: 5000 }, 'Insufficient wallet balance'],
    [{ customer_id: CARTEVO_SEEDS.pending }, 'Customer KYC is not approved'],
  ])('with %p is refused', async (changes, message) => {
    const [status, body] = await call('POST', '/cards', { ...CARD, ...changes });
    expect([status, body['message'], simulator.books]).toEqual([400, message, []]);
  });
});

it('the wallet pays for cards and money, and gets back what is withdrawn or left on a terminated card', async () => {
  // 5 000.00 in the wallet; the card is not paid for when its money is not there.
  const fund = (amount: number) => call('POST', `/cards/${CARDS.mastercard}/fund`, { amount });
  expect((await call('POST', '/cards', { ...CARD, amount: 4999 }))[0]).toBe(201);
  expect((await fund(1))[0]).toBe(400);
  const [, taken] = await call('POST', `/cards/${CARDS.mastercard}/withdraw`, { amount: 10.34 });
  expect(taken['data']).toMatchObject({
    card_balance_before: 12.34,
    card_balance_after: 2,
    currency: 'USD',
    fee_amount: 0,
  });
  expect((await fund(10.34))[0]).toBe(200);
  const [status, ended] = await call('POST', `/cards/${CARDS.mastercard}/terminate`);
  expect([status, ended['data']]).toMatchObject([
    201,
    { card_status: 'TERMINATED', balance_before_termination: 12.34 },
  ]);
  expect(simulator.books.map(({ what, amountMinor }) => [what, amountMinor])).toEqual([
    ['card issued', 499_900],
    ['withdraw', 1034],
    ['fund', 1034],
    ['terminate', 1234],
  ]);
});

it('a refresh does not undo what was moved or frozen', async () => {
  await call('POST', `/cards/${CARDS.active}/fund`, { amount: 10 });
  await call('PUT', `/cards/${CARDS.active}/freeze`);
  const balanceOf = async (query: string) => {
    const [, { data }] = await call('GET', `/cards/${CARDS.active}${query}`);
    const { balance, status } = data as Wire;
    return [balance, status];
  };
  expect(await balanceOf('?sync=false')).toEqual([15, 'FROZEN']);
  expect(await balanceOf('')).toEqual([17.25, 'FROZEN']);
});

it('transactions of a card are counted from page 0, those of a customer from 1', async () => {
  const [, ofCard] = await call('GET', `/cards/${CARDS.active}/transactions?limit=10&page=2`);
  expect([(ofCard['data'] as unknown[]).length, ofCard['pagination']]).toMatchObject([
    3,
    { page: 2, total: 23, totalPages: 3 },
  ]);
  const [, ofCustomer] = await call('GET', `/customers/${CARTEVO_SEEDS.cardShapeA}/transactions?page=3`);
  expect([(ofCustomer['data'] as unknown[]).length, ofCustomer['pagination']]).toMatchObject([
    3,
    { page: 3, limit: 10 },
  ]);
  expect((await call('GET', `/customers/${CARTEVO_SEEDS.cardShapeA}/transactions?page=0`))[0]).toBe(400);
});

it('the list of all cards stands beside statistics', async () => {
  const [, { data }] = await call('GET', '/cards?status=ACTIVE');
  expect(data).toMatchObject({ statistics: { active: 5, frozen: 0, total: 5 }, cards: expect.any(Array) });
});

it('a scenario replaces the state of a card, in what is shown and in what counts', async () => {
  const [, { data }] = await call('GET', `/cards/${CARDS.active}`, undefined, 'card-state:suspended');
  expect(data).toMatchObject({ status: 'SUSPENDED' });
  const [status, { message }] = await call('PUT', `/cards/${CARDS.active}/freeze`, undefined, 'card-state:suspended');
  expect([status, message]).toEqual([400, 'Card must be ACTIVE']);
});
