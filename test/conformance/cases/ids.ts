import { describe, expect, it } from '@jest/globals';
import type { Card } from '../../../src/canonical/card.js';
import type { Customer } from '../../../src/canonical/customer.js';
import { cardPath, cardsPath, customerPath, transactionsPath, type Subject } from '../subject.js';

const IMPOSSIBLE: readonly (readonly [what: string, segment: string])[] = [
  ['a dot segment', '%2e%2e'],
  ['an encoded slash', 'a%2Fb'],
  ['a backslash', 'a%5Cb'],
  ['a question mark', 'a%3Fb%3D1'],
  ['a fragment', 'a%23b'],
  ['an ampersand in an encoded query', 'a%3F%26b'],
  ['a percent sign', 'a%2525'],
  ['a NUL', 'a%00b'],
  ['a line feed', 'a%0Ab'],
  ['a delete character', 'a%7F'],
  ['a space', 'a%20b'],
  ['a letter beyond ASCII', '%C3%A9'],
  ['129 characters', 'a'.repeat(129)],
  ['the name of an object property', '__proto__'],
];

/** Ids round-trip, and what cannot be an id never reaches the provider. */
export function describeIds(subject: Subject): void {
  const { known, absent, cards } = subject.descriptor;
  const gatewayId = `${subject.name}:${known}`;
  const routes = [
    customerPath,
    ...(subject.has('listCustomerCards') ? [cardsPath] : []),
    ...(subject.has('listCustomerTransactions') ? [(id: string) => transactionsPath(customerPath(id))] : []),
    ...(subject.has('getCard') ? [cardPath] : []),
    ...(subject.has('listCardTransactions') ? [(id: string) => transactionsPath(cardPath(id))] : []),
  ];

  describe('ids', () => {
    it('the gateway’s id is the provider’s name and its own id', async () => {
      const { data } = (await subject.ask<Customer>(customerPath(known))).body;
      expect([data.id, data.provider, data.providerId]).toEqual([gatewayId, subject.name, known]);
    });

    it('both ids are accepted, the colon encoded or not', async () => {
      const [own, plain, encoded] = await Promise.all(
        [known, gatewayId, encodeURIComponent(gatewayId)].map((id) => subject.ask(customerPath(id))),
      );
      expect(own?.status).toBe(200);
      expect(plain?.body.data).toEqual(own?.body.data);
      expect(encoded?.body.data).toEqual(own?.body.data);
    });

    it('an unknown id is 404 resource_not_found, by either id and on every route', async () => {
      for (const id of [absent, `${subject.name}:${absent}`]) {
        for (const route of routes) {
          const { status, problem, upstream } = await subject.ask(route(id));
          expect([status, problem.code]).toEqual([404, 'resource_not_found']);
          expect(problem.provider?.name).toBe(subject.name);
          expect(upstream.length).toBeGreaterThan(0);
        }
      }
    });

    it.each(IMPOSSIBLE)('%s is 404 without any upstream call', async (_what, segment) => {
      for (const route of routes) {
        const answer = await subject.world.askRaw(subject.name, route(segment));
        expect(answer).toEqual({ status: 404, code: 'resource_not_found', upstream: 0 });
      }
    });

    it('an id of another provider is 404 without any upstream call', async () => {
      const others = subject.world.registered.filter(({ name }) => name !== subject.name);
      for (const { name } of others) {
        const answer = await subject.world.askRaw(subject.name, customerPath(`${name}:${known}`));
        expect(answer).toEqual({ status: 404, code: 'resource_not_found', upstream: 0 });
      }
    });
  });

  if (!cards || !subject.has('listCustomerCards')) return;
  describe('cards', () => {
    it('carry the gateway’s ids of themselves and of their holder', async () => {
      const { data } = (await subject.ask<Card[]>(cardsPath(cards.holder))).body;
      expect(data.length).toBeGreaterThan(0);
      for (const card of data) {
        expect(card.id).toBe(`${subject.name}:${card.providerId}`);
        expect(card.customerId).toBe(`${subject.name}:${cards.holder}`);
      }
    });

    it('of a customer without cards are an empty list', async () => {
      const { status, body } = await subject.ask<Card[]>(cardsPath(cards.none));
      expect([status, body.data]).toEqual([200, []]);
      expect(body.meta.page).toEqual({ limit: expect.any(Number), nextCursor: null, total: 0 });
    });
  });
}
