import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Card } from '../../src/canonical/card.js';
import { Transaction } from '../../src/canonical/transaction.js';
import { expectCanonical } from '../support/canonical-shape.js';
import { startTestGateway, type TestGateway } from '../support/gateway.js';
import { expectProblem } from '../support/problem.js';
import { CARDS, SandboxCards, dollars } from '../support/sandbox-cards.js';
import { FOREIGN_CUSTOMER, SEEDS } from '../support/sandbox-seeds.js';

let gateway: TestGateway;
const cartevo = new SandboxCards(() => gateway);
beforeAll(async () => {
  gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox', CARTEVO_TIMEOUT_MS: '2000' });
});
afterAll(() => gateway.stop());
beforeEach(() => cartevo.begin());

const HOLDER = SEEDS.cartevo.noCards;
const newCard = (changes: object = {}) => ({ customerId: HOLDER, brand: 'visa', nameOnCard: 'E. NOCARD', ...changes });
const MOVES = [
  ['fund', 'funding', 'in', 750],
  ['withdraw', 'withdrawal', 'out', 250],
] as const;

describe('a new card', () => {
  test('is issued once, read once, and belongs to its customer', async () => {
    const { status, headers, body } = await cartevo.post('/cards', newCard({ initialFunding: dollars(1234) }));
    expect(status).toBe(201);
    expectCanonical(Card, body.data);
    expect(body.meta.warnings).toEqual([]);
    expect(body.data).toMatchObject({
      customerId: `cartevo:${HOLDER}`,
      brand: 'visa',
      state: 'active',
      balance: dollars(1234),
      last4: expect.stringMatching(/^\d{4}$/),
    });
    expect(headers.get('location')).toBe(`/v1/cartevo/cards/${body.data.providerId}`);
    expect(cartevo.calls()).toEqual([
      // What is there before tells a new card from the others if the answer is lost.
      `GET /customers/${HOLDER}/cards?sync=true`,
      `GET /customers/${HOLDER}`,
      'POST /cards',
      `GET /cards/${body.data.providerId}?sync=false`,
    ]);
    expect(cartevo.done()).toEqual([['card issued', 1234]]);
    const read = await cartevo.get(`/cards/${body.data.providerId}`);
    expect(read.body.data).toEqual({ ...body.data, brand: 'unknown', brandNative: null, customerId: null });
    const owned = await cartevo.get(`/customers/${HOLDER}/cards`);
    expect(owned.body.data).toMatchObject([{ id: body.data.id, brand: 'visa' }]);
  });

  test('without a name takes that of the customer, and without money none', async () => {
    const { status, body } = await cartevo.post('/cards', { customerId: `cartevo:${HOLDER}`, brand: 'mastercard' });
    expect([status, body.data.brand, body.data.balance.amountMinor]).toEqual([201, 'mastercard', 0]);
    expect(cartevo.calls().slice(2, 4)).toEqual([`GET /customers/${HOLDER}`, 'POST /cards']);
  });

  test('whose customer cannot be read first is not sent', async () => {
    const answer = await cartevo.post('/cards', { customerId: HOLDER, brand: 'visa' }, 'connection-reset;method=GET');
    expectProblem(answer, { status: 502, code: 'provider_connection_lost', outcome: 'not_sent', safe: true });
    const none = await cartevo.post('/cards', newCard({ customerId: FOREIGN_CUSTOMER }));
    expectProblem(none, { status: 404, code: 'resource_not_found', outcome: 'not_sent', places: ['/customerId'] });
    expect([cartevo.writes(), cartevo.done()]).toEqual([[], []]);
  });

  test.each<readonly [string, object, string[]]>([
    ['nothing', {}, ['/customerId', '/brand']],
    ['another provider’s id', newCard({ customerId: 'spherepay:customer_1' }), ['/customerId']],
    ['an id in no form', newCard({ customerId: '4711' }), ['/customerId']],
    ['a brand in Cartevo’s word', newCard({ brand: 'VISA' }), ['/brand']],
    ['a long name', newCard({ nameOnCard: 'x'.repeat(51) }), ['/nameOnCard']],
    ['a blank name', newCard({ nameOnCard: ' ' }), ['/nameOnCard']],
    ['null for a name', newCard({ nameOnCard: null }), ['/nameOnCard']],
    ['a bare number of dollars', newCard({ initialFunding: 5 }), ['/initialFunding']],
    ['less than nothing', newCard({ initialFunding: dollars(-1) }), ['/initialFunding/amountMinor']],
    ['more than a card may hold', newCard({ initialFunding: dollars(1_000_001) }), ['/initialFunding/amountMinor']],
    ['parts of cents', newCard({ initialFunding: dollars(0.5) }), ['/initialFunding/amountMinor']],
    [
      'text for cents',
      newCard({ initialFunding: { ...dollars(1), amountMinor: '1' } }),
      ['/initialFunding/amountMinor'],
    ],
    [
      'another currency',
      newCard({ initialFunding: { amountMinor: 1, currency: 'XAF' } }),
      ['/initialFunding/currency'],
    ],
    ['another exponent', newCard({ initialFunding: { ...dollars(1), exponent: 0 } }), ['/initialFunding/exponent']],
    ['a read-only field', newCard({ state: 'active' }), ['/state']],
  ])('with %s is refused before anything is sent', async (_what, body, places) => {
    const answer = await cartevo.post('/cards', body);
    const problem = expectProblem(answer, { status: 422, code: 'validation_failed', outcome: 'not_sent' });
    expect(problem.errors.map(({ pointer }) => pointer).sort()).toEqual([...places].sort());
    expect(cartevo.calls()).toEqual([]);
  });

  test.each([
    ['too little in the wallet', newCard({ initialFunding: dollars(999_999) }), '', 422, 'insufficient_funds', []],
    [
      'a rejected customer',
      newCard({ customerId: SEEDS.cartevo.rejected }),
      '',
      422,
      'customer_not_approved',
      ['/customerId'],
    ],
    [
      'a pending customer',
      newCard({ customerId: SEEDS.cartevo.pending }),
      '',
      422,
      'customer_not_approved',
      ['/customerId'],
    ],
    ['an unsupported country', newCard(), 'country-unsupported;method=POST', 422, 'unsupported_operation', []],
    ['an unknown refusal', newCard(), 'refused;method=POST', 422, 'provider_rejected', []],
  ] as const)('for %s is refused by the provider', async (_what, body, scenario, status, code, places) => {
    const answer = await cartevo.post('/cards', body, scenario);
    expectProblem(answer, { status, code, origin: 'provider', outcome: 'rejected', safe: false, places });
    expect([cartevo.writes().length, cartevo.done()]).toEqual([1, []]);
  });

  test('whose read afterwards fails is a success with a warning', async () => {
    const { status, body } = await cartevo.post('/cards', newCard(), 'read-after-write-failed');
    expect([status, body.data.brand, body.data.state]).toEqual([201, 'visa', 'active']);
    expectCanonical(Card, body.data);
    expect(body.meta.warnings).toContainEqual(expect.objectContaining({ code: 'read_after_create_failed' }));
  });
});

describe.each(MOVES)('%s', (action, kind, direction, cents) => {
  const path = `/cards/${CARDS.mastercard}/${action}`;

  test('moves exactly that, and is answered with the transaction', async () => {
    const before = (await cartevo.get(`/cards/${CARDS.mastercard}`)).body.data.balance.amountMinor;
    const { status, body } = await cartevo.post(path, { amount: dollars(cents) });
    expect(status).toBe(200);
    expectCanonical(Transaction, body.data);
    const after = before + (direction === 'in' ? cents : -cents);
    expect(body.data).toMatchObject({
      cardId: `cartevo:${CARDS.mastercard}`,
      kind,
      direction,
      status: 'succeeded',
      amount: dollars(cents),
      fee: dollars(0),
      balanceAfter: dollars(after),
    });
    expect((await cartevo.get(`/cards/${CARDS.mastercard}`)).body.data.balance).toEqual(dollars(after));
    const { body: list } = await cartevo.get(`/cards/${CARDS.mastercard}/transactions`);
    expect(list.data).toMatchObject([
      { id: body.data.id, kind, direction, status: 'succeeded', amount: dollars(cents) },
    ]);
    expect([cartevo.writes(), cartevo.done()]).toEqual([[`POST ${path}`], [[action, cents]]]);
  });

  test('ends what is kept of the card', async () => {
    const read = () =>
      gateway.call(`/v1/cartevo/cards/${CARDS.mastercard}`, { headers: { 'cache-control': 'max-age=60' } });
    await read();
    await cartevo.post(path, { amount: dollars(cents) });
    const { body } = await read();
    expect([body.meta.sources[0].from, body.data.balance.amountMinor !== 1234]).toEqual(['live', true]);
  });

  test.each([99, 0, -100, 1_000_001, 100.5])('of %p cents is refused before anything is sent', async (amountMinor) => {
    const answer = await cartevo.post(path, { amount: dollars(amountMinor) });
    expectProblem(answer, { status: 422, code: 'validation_failed', places: ['/amount/amountMinor'] });
    expect(cartevo.calls()).toEqual([]);
  });

  test.each([{}, { amount: null }, { amount: 5 }, { amount: [] }])('with %p is refused', async (body) => {
    expectProblem(await cartevo.post(path, body), { status: 422, code: 'validation_failed', places: ['/amount'] });
  });

  test('needs a JSON body', async () => {
    expectProblem(await cartevo.post(path), { status: 415, code: 'unsupported_media_type' });
  });

  test('of more than there is is refused by the provider', async () => {
    const answer = await cartevo.post(path, { amount: dollars(999_999) });
    expectProblem(answer, {
      status: 422,
      code: 'insufficient_funds',
      origin: 'provider',
      outcome: 'rejected',
      safe: false,
    });
    expect(cartevo.done()).toEqual([]);
  });

  test.each(['terminated', 'suspended', 'pending'] as const)('of a %s card is a conflict', async (state) => {
    const answer = await cartevo.post(`/cards/${CARDS[state]}/${action}`, { amount: dollars(100) });
    expectProblem(answer, { status: 409, code: 'card_state_conflict', outcome: 'rejected' });
  });

  test.each([
    ['connection-reset', 502, 'provider_connection_lost', 0],
    ['connection-reset-after-write', 502, 'provider_connection_lost', 1],
    ['server-error', 502, 'provider_error', 0],
    ['server-error-after-write', 502, 'provider_error', 1],
    ['timeout', 504, 'provider_timeout', 0],
    ['late-after-write:3', 504, 'provider_timeout', 1],
    ['empty-body', 502, 'provider_contract_violation', 1],
  ] as const)('under scenario %s is sent once and its outcome unknown', async (scenario, status, code, moved) => {
    const answer = await cartevo.post(path, { amount: dollars(cents) }, `${scenario};method=POST`);
    expectProblem(answer, { status, code, outcome: 'unknown', safe: false });
    expect([cartevo.writes().length, cartevo.done().length]).toEqual([1, moved]);
  });
});

test('a frozen card gives money back and takes none', async () => {
  expect((await cartevo.post(`/cards/${CARDS.frozen}/withdraw`, { amount: dollars(100) })).status).toBe(200);
  const answer = await cartevo.post(`/cards/${CARDS.frozen}/fund`, { amount: dollars(100) });
  expectProblem(answer, { status: 409, code: 'card_state_conflict' });
});

test('what was on a terminated card is back in the wallet', async () => {
  await cartevo.post(`/cards/${CARDS.mastercard}/fund`, { amount: dollars(10_000) });
  const { body } = await cartevo.post(`/cards/${CARDS.mastercard}/terminate`);
  expect(body.data).toMatchObject({ state: 'terminated', balance: dollars(0), allowedActions: [] });
  expect(cartevo.done()).toEqual([
    ['fund', 10_000],
    ['terminate', 11_234],
  ]);
});

describe('what a write on a card has no place for', () => {
  const fund = { amount: dollars(100) };

  test.each([
    [`/cards/${CARDS.active}/fund?dryRun=true`, fund, 'dryRun'],
    [`/cards/${CARDS.active}/withdraw?amount=1`, fund, 'amount'],
    [`/cards/${CARDS.active}/freeze?lock=true`, undefined, 'lock'],
    [`/cards/${CARDS.active}/terminate?dryRun=true`, undefined, 'dryRun'],
    ['/cards?dryRun=true', newCard(), 'dryRun'],
  ])('as the query of %s is refused, and nothing is done', async (path, body, parameter) => {
    const answer = await cartevo.post(path, body);
    expectProblem(answer, { status: 400, code: 'malformed_request', places: [parameter], outcome: 'not_sent' });
    expect(cartevo.calls()).toEqual([]);
  });

  test.each(['freeze', 'unfreeze', 'terminate'])('as a field of %s is refused, and nothing is done', async (change) => {
    const answer = await cartevo.post(`/cards/${CARDS.active}/${change}`, { reason: 'lost' });
    expectProblem(answer, { status: 422, code: 'validation_failed', places: ['/reason'] });
    expect(cartevo.calls()).toEqual([]);
  });
});

describe('a write that moves money without a key', () => {
  test.each<readonly [string, object]>([
    ['/cards', newCard({ initialFunding: dollars(100) })],
    [`/cards/${CARDS.active}/fund`, { amount: dollars(100) }],
    [`/cards/${CARDS.active}/withdraw`, { amount: dollars(100) }],
  ])('is refused at %s, and nothing is sent', async (path, body) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await gateway.call(`/v1/cartevo${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    expectProblem(answer, { status: 400, code: 'idempotency_key_required', outcome: 'not_sent' });
    expect([cartevo.calls(), cartevo.done()]).toEqual([[], []]);
  });
});
