import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Card } from '../../src/canonical/card.js';
import { Transaction } from '../../src/canonical/transaction.js';
import { expectCanonical } from '../support/canonical-shape.js';
import { TEST_KEY, keyEntry, startTestGateway, type TestGateway } from '../support/gateway.js';
import { expectProblem } from '../support/problem.js';
import { CARDS, SandboxCards } from '../support/sandbox-cards.js';
import { SEEDS } from '../support/sandbox-seeds.js';

let gateway: TestGateway;
const cartevo = new SandboxCards(() => gateway);
beforeAll(async () => {
  gateway = await startTestGateway({
    GATEWAY_MODE: 'sandbox',
    CARTEVO_TIMEOUT_MS: '2000',
    GATEWAY_API_KEYS: [
      keyEntry('test', TEST_KEY, 'customers:read cards:read cards:write'),
      keyEntry('reader', 'reader', 'cards:read'),
    ].join(','),
  });
});
afterAll(() => gateway.stop());
beforeEach(() => cartevo.begin());

const ids = (data: { providerId: string }[]) => data.map(({ providerId }) => providerId);

describe('one card', () => {
  test('is read from the provider’s own copy, and from the issuer on request', async () => {
    const { status, body, text } = await cartevo.get(`/cards/${CARDS.active}`);
    expect(status).toBe(200);
    expectCanonical(Card, body.data);
    expect(body.data).toMatchObject({ state: 'active', last4: '5407', form: 'virtual', balance: { amountMinor: 500 } });
    // Details say neither whose the card is nor its brand.
    expect(body.data).toMatchObject({ customerId: null, brand: 'unknown' });
    expect(text).not.toMatch(/tk[A-Z]|eyJ|cvv|"number"/);
    const fresh = await cartevo.get(`/cards/cartevo:${CARDS.active}?refresh=true`);
    expect(fresh.body.data.balance.amountMinor).toBe(725);
    expect(cartevo.calls()).toEqual([`GET /cards/${CARDS.active}?sync=false`, `GET /cards/${CARDS.active}?sync=true`]);
  });

  test.each(['?reveal=true', '?sync=true', '?refresh=yes'])('refuses %s', async (query) => {
    expectProblem(await cartevo.get(`/cards/${CARDS.active}${query}`), { status: 400, code: 'malformed_request' });
    expect(cartevo.calls()).toEqual([]);
  });

  test('that is not there is 404', async () => {
    expectProblem(await cartevo.get(`/cards/${CARDS.absent}`), { status: 404, code: 'resource_not_found' });
  });
});

describe('all cards', () => {
  test('come page by page out of one answer', async () => {
    const first = await cartevo.get('/cards?limit=4');
    first.body.data.forEach((card: unknown) => expectCanonical(Card, card));
    expect(first.body.meta.page).toMatchObject({ limit: 4, total: 10 });
    const seen = ids(first.body.data);
    let cursor = first.body.meta.page.nextCursor;
    while (cursor !== null) {
      const { body } = await cartevo.get(`/cards?cursor=${cursor}`);
      seen.push(...ids(body.data));
      cursor = body.meta.page.nextCursor;
    }
    expect([seen.length, new Set(seen).size]).toEqual([10, 10]);
    expect(new Set(cartevo.calls())).toEqual(new Set(['GET /cards']));
  });

  test.each([
    ['status=frozen', [CARDS.frozen], 'status=FROZEN'],
    ['brand=mastercard', [CARDS.mastercard], 'brand=MASTERCARD'],
    ['last4=5407', [CARDS.active], 'last4=5407'],
    ['status=active&brand=visa&last4=1111', [CARDS.withBrand], 'status=ACTIVE&brand=VISA&last4=1111'],
    ['status=active&last4=9999', [], 'status=ACTIVE&last4=9999'],
  ])('are filtered by %s', async (query, found, sent) => {
    const { status, body } = await cartevo.get(`/cards?${query}`);
    expect([status, ids(body.data).filter((id) => !id.startsWith('ca4d0001'))]).toEqual([200, found]);
    expect(cartevo.calls()).toEqual([`GET /cards?${sent}`]);
  });

  test.each(['status=FROZEN', 'status=inactive', 'brand=VISA', 'last4=12', 'last4=١٢٣٤', 'sync=true'])(
    'refuse %s',
    async (query) => {
      const answer = await cartevo.get(`/cards?${query}`);
      expectProblem(answer, { status: 400, code: 'malformed_request', places: [query.split('=')[0] ?? ''] });
      expect(cartevo.calls()).toEqual([]);
    },
  );
});

describe('transactions', () => {
  test.each([
    ['card', `/cards/${CARDS.active}/transactions`, (page: number) => `page=${page - 1}&limit=10&sync=false`],
    ['customer', `/customers/${SEEDS.cartevo.cardShapeA}/transactions`, (page: number) => `page=${page}&limit=10`],
  ])('of a %s come newest first, on pages as the provider counts them', async (_what, path, query) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const at: string = cursor === null ? '?limit=10' : `?cursor=${cursor}`;
      const { status, body } = await cartevo.get(path + at);
      expect(status).toBe(200);
      body.data.forEach((one: unknown) => expectCanonical(Transaction, one));
      expect(body.meta).toMatchObject({ warnings: [], page: { total: 23 } });
      expect(JSON.stringify(body.data)).not.toMatch(/tk[A-Z]|eyJ|cvv|masked|Testou/);
      seen.push(...ids(body.data));
      cursor = body.meta.page.nextCursor;
    } while (cursor !== null);
    expect([seen.length, new Set(seen).size]).toEqual([23, 23]);
    expect(cartevo.calls()).toEqual([1, 2, 3].map((page) => `GET ${path}?${query(page)}`));
  });

  test('say what they are in canonical words', async () => {
    const { body } = await cartevo.get(`/cards/${CARDS.active}/transactions?limit=7`);
    const shown = body.data.map(({ kind, status, direction, amount }: Transaction) => [
      kind,
      status,
      direction,
      amount?.amountMinor,
    ]);
    expect(shown).toEqual([
      ['funding', 'succeeded', 'in', 5000],
      ['authorization', 'pending', 'out', 1250],
      ['settlement', 'succeeded', 'out', 1999],
      ['funding', 'failed', 'in', 300],
      ['withdrawal', 'succeeded', 'out', 700],
      ['authorization', 'pending', 'out', 1],
      ['refund', 'succeeded', 'in', 1999],
    ]);
    const owner = { cardId: `cartevo:${CARDS.active}`, customerId: `cartevo:${SEEDS.cartevo.cardShapeA}` };
    expect(body.data[0]).toMatchObject(owner);
  });

  test('with words that no document has are unknown, never succeeded', async () => {
    const { body } = await cartevo.get(`/cards/${CARDS.active}/transactions?limit=2`, 'new-enum-value');
    for (const one of body.data) {
      expect(one).toMatchObject({ kind: 'unknown', kindNative: 'CASHBACK', status: 'unknown', direction: 'unknown' });
    }
    expect(body.meta.warnings).toContainEqual(expect.objectContaining({ code: 'unknown_value', pointer: '/0/status' }));
  });

  test('are asked of the issuer on request', async () => {
    await cartevo.get(`/cards/${CARDS.active}/transactions?refresh=true`);
    expect(cartevo.calls()).toEqual([`GET /cards/${CARDS.active}/transactions?page=0&limit=20&sync=true`]);
  });
});

describe('the state of a card', () => {
  test.each([
    ['freeze', CARDS.active, 'frozen', `PUT /cards/${CARDS.active}/freeze`],
    ['unfreeze', CARDS.frozen, 'active', `PUT /cards/${CARDS.frozen}/unfreeze`],
    ['terminate', CARDS.active, 'terminated', `POST /cards/${CARDS.active}/terminate`],
  ])('%s: the card is read once afterwards', async (action, id, state, sent) => {
    const { status, body } = await cartevo.post(`/cards/${id}/${action}`);
    expect([status, body.data.state, body.meta.warnings]).toEqual([200, state, []]);
    expectCanonical(Card, body.data);
    expect(cartevo.calls()).toEqual([sent, `GET /cards/${id}?sync=false`]);
    expect((await cartevo.get(`/cards/${id}`)).body.data).toEqual(body.data);
  });

  test.each([
    ['freeze', CARDS.frozen, 'frozen'],
    ['unfreeze', CARDS.active, 'active'],
    ['terminate', CARDS.terminated, 'terminated'],
  ])('%s of a card in that state already is a success with a warning', async (action, id, state) => {
    const { status, body } = await cartevo.post(`/cards/${id}/${action}`);
    expect([status, body.data.state]).toEqual([200, state]);
    expect(body.meta.warnings).toEqual([expect.objectContaining({ code: 'already_in_state', pointer: '/state' })]);
    expect([cartevo.writes().length, cartevo.done()]).toEqual([1, []]);
  });

  test.each([
    ['freeze', CARDS.terminated],
    ['freeze', CARDS.pending],
    ['unfreeze', CARDS.terminated],
    ['unfreeze', CARDS.suspended],
    ['terminate', CARDS.pending],
  ])('%s of %s is a conflict', async (action, id) => {
    expectProblem(await cartevo.post(`/cards/${id}/${action}`), {
      status: 409,
      code: 'card_state_conflict',
      origin: 'provider',
      outcome: 'rejected',
      safe: false,
      provider: { name: 'cartevo', httpStatus: 400 },
    });
    expect(cartevo.done()).toEqual([]);
  });

  test('a refusal that the card does not bear out is no success', async () => {
    // The provider calls the card frozen, its details say otherwise.
    const answer = await cartevo.post(`/cards/${CARDS.active}/freeze`, undefined, 'card-state:frozen;method=PUT');
    expectProblem(answer, { status: 409, code: 'card_state_conflict', outcome: 'rejected' });
  });

  test('whose read afterwards fails is a success with a warning', async () => {
    const { status, body } = await cartevo.post(`/cards/${CARDS.active}/freeze`, undefined, 'server-error;method=GET');
    expect([status, body.data.id, body.data.state]).toEqual([200, `cartevo:${CARDS.active}`, 'frozen']);
    expectCanonical(Card, body.data);
    expect(body.meta.warnings).toContainEqual(expect.objectContaining({ code: 'read_after_change_failed' }));
    expect(cartevo.done()).toEqual([['freeze', undefined]]);
  });

  test('ends what is kept of the card and of its owner’s cards', async () => {
    const paths = [`/cards/${CARDS.active}`, `/customers/${SEEDS.cartevo.cardShapeA}/cards`, '/cards?limit=100'];
    for (const path of paths) await cartevo.get(path);
    await cartevo.post(`/cards/${CARDS.active}/freeze`);
    const kept = { headers: { 'cache-control': 'max-age=60' } };
    for (const path of paths) {
      const { body } = await gateway.call(`/v1/cartevo${path}`, kept);
      const card = [body.data].flat().find(({ providerId }) => providerId === CARDS.active);
      expect({ path, state: card.state, from: body.meta.sources[0].from }).toEqual({
        path,
        state: 'frozen',
        from: 'live',
      });
    }
  });

  test('that was lost on the way ends it as well', async () => {
    await cartevo.get(`/cards/${CARDS.active}`);
    const lost = await cartevo.post(`/cards/${CARDS.active}/freeze`, undefined, 'connection-reset-after-write');
    expectProblem(lost, { status: 502, code: 'provider_connection_lost', outcome: 'unknown', safe: false });
    const { body } = await gateway.call(`/v1/cartevo/cards/${CARDS.active}`, {
      headers: { 'cache-control': 'max-age=60' },
    });
    expect([body.data.state, body.meta.sources[0].from]).toEqual(['frozen', 'live']);
  });
});

test.each(['freeze', 'unfreeze', 'terminate'])('%s needs the scope and an id', async (action) => {
  expectProblem(await cartevo.post(`/cards/${CARDS.absent}/${action}`), { status: 404, code: 'resource_not_found' });
  const path = `/v1/cartevo/cards/${CARDS.active}/${action}`;
  expectProblem(await gateway.call(path, { method: 'POST', key: 'reader' }), { status: 403, code: 'forbidden' });
  expect(cartevo.done()).toEqual([]);
});
