import { describe, expect, test } from '@jest/globals';
import { Card } from '../../src/canonical/card.js';
import { Customer } from '../../src/canonical/customer.js';
import { CARD_FORMS, canariesIn, canaryCard } from '../support/canaries.js';
import { expectCanonical } from '../support/canonical-shape.js';
import { json } from '../support/stub-provider.js';
import { PROVIDERS, shareStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ, RECORDS, cartevoCard, enveloped, sendCustomer, type Wire } from '../support/wire-records.js';

// Scorecard S03 and S04: card numbers and security codes in any field of any provider.
let stubbed: StubbedGateway;
shareStubbedGateway([], (shared) => (stubbed = shared));

/** Every path to a text of a record, ids left out: they are matched against what was asked for. */
function textPaths(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value === 'string') return /^(?:id|customer_id)$/.test(String(path[0])) ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textPaths(item, [...path, key]));
}

function withValue(record: Wire, path: readonly (string | number)[], value: string): Wire {
  const copy = structuredClone(record);
  let parent: Record<string, unknown> = copy;
  for (const key of path.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
  parent[path.at(-1) as string] = value;
  return copy;
}

const FORMS = Object.entries(CARD_FORMS);
/** Members of a log line that may hold any three digits. */
const BY_CHANCE = new Set(['time', 'requestId', 'sharedWith', 'durationMs', 'listening']);
const CARDS = `${READ.cartevo}/cards`;

describe.each(PROVIDERS)('a card number in a text of a customer of %s', (provider) => {
  test.each(textPaths(RECORDS[provider]()).map((path) => [path.join('.'), path] as const))(
    'never gets through %s, alone or inside a sentence',
    async (_name, path) => {
      for (const [, form] of FORMS) {
        for (const value of [form, `paid with ${form}, thanks`]) {
          const record = withValue(RECORDS[provider](), path, value);
          stubbed.stubs[provider].handle((_call, response) => sendCustomer(provider, response, record));
          for (const query of ['', '?include=sensitive']) {
            const answer = await stubbed.gateway.call(READ[provider] + query);
            expect(answer.status).toBe(200);
            expect(canariesIn(answer.text, CARD_FORMS)).toEqual([]);
            expectCanonical(Customer, answer.body.data);
          }
        }
      }
    },
  );
});

test('a dropped card number gives a warning that names the field', async () => {
  const record = RECORDS.cartevo({ street: CARD_FORMS.dashed });
  stubbed.stubs.cartevo.handle((_call, response) => sendCustomer('cartevo', response, record));
  const { body } = await stubbed.gateway.call(READ.cartevo);
  expect(body.data.person.address.line1).toBeNull();
  expect(body.meta.warnings).toContainEqual(
    expect.objectContaining({ code: 'card_number_dropped', pointer: '/person/address/line1' }),
  );
});

describe('cards', () => {
  const answerCards = (...cards: Wire[]) =>
    stubbed.stubs.cartevo.handle((_call, response) => json(response, 200, enveloped(cards)));

  test('number, code and tokens are dropped at the edge, whatever they are called', async () => {
    answerCards(canaryCard(), cartevoCard({ cvv: '737', cvc: '737', pan: CARD_FORMS.solid, number: CARD_FORMS.solid }));
    const { status, body, text } = await stubbed.gateway.call(CARDS);
    expect(status).toBe(200);
    for (const card of body.data) expectCanonical(Card, card);
    expect(canariesIn(text, CARD_FORMS)).toEqual([]);
    // The id of a request is drawn by chance and may hold these three digits.
    expect(text.replaceAll(body.meta.requestId, '')).not.toMatch(/737|"(?:cvv|cvc|pan|number)"/);
  });

  test.each([
    ['masked_pan', '**** **** **** 5407', '5407'],
    ['masked_number', '4111********1111', '1111'],
    ['masked_pan', '411111******1111', '1111'],
    ['masked_pan', '**** **** **** 54O7', null],
    ['masked_pan', '5407', '5407'],
    ['masked_pan', '****', null],
    ['masked_pan', '', null],
    ['masked_pan', CARD_FORMS.solid, null],
    ['masked_pan', CARD_FORMS.spaced, null],
    ['masked_number', CARD_FORMS.dashed, null],
  ])('%s "%s" gives exactly these last four digits: %s', async (field, mask, last4) => {
    answerCards(cartevoCard({ masked_pan: undefined, [field]: mask }));
    const { status, body } = await stubbed.gateway.call(CARDS);
    expect(status).toBe(200);
    expect(body.data[0].last4).toBe(last4);
    if (last4 === null && mask.length > 4) expect(body.meta.warnings[0]).toMatchObject({ pointer: '/0/last4' });
  });

  test('an id that is a clear card number is not logged', async () => {
    answerCards(cartevoCard({ id: CARD_FORMS.solid }));
    const { status } = await stubbed.gateway.call(CARDS);
    expect(status).toBeLessThan(500);
    expect(canariesIn(stubbed.gateway.rawLog(), CARD_FORMS)).toEqual([]);
  });
});

test('a card number as an id in the path is neither logged nor repeated in the problem', async () => {
  stubbed.stubs.cartevo.handle((_call, response) =>
    json(response, 404, { statusCode: 404, message: 'Customer not found' }),
  );
  for (const form of [CARD_FORMS.solid, CARD_FORMS.dashed]) {
    const answer = await stubbed.gateway.call(`/v1/cartevo/customers/${form}`);
    expect(answer.status).toBe(404);
    expect(canariesIn(answer.text, CARD_FORMS)).toEqual([]);
  }
});

test('a card number as the id of a request is neither repeated nor logged: it gets an id that can be found', async () => {
  const { headers, body } = await stubbed.gateway.call(CARDS, { headers: { 'X-Request-Id': CARD_FORMS.solid } });
  const id = headers.get('x-request-id');
  expect(body.meta?.requestId ?? body.requestId).toBe(id);
  expect(stubbed.gateway.logs().filter(({ requestId }) => requestId === id)).not.toEqual([]);
  expect(canariesIn(JSON.stringify([...headers]), CARD_FORMS)).toEqual([]);
});

test('no log line holds card data', () => {
  expect(canariesIn(stubbed.gateway.rawLog(), CARD_FORMS)).toEqual([]);
  const others = JSON.stringify(stubbed.gateway.logs(), (key, value: unknown) => (BY_CHANCE.has(key) ? null : value));
  expect(others).not.toMatch(/737/);
});
