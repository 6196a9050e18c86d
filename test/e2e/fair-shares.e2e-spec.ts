import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ALL_SCOPES, keyEntry } from '../support/gateway.js';
import { json } from '../support/stub-provider.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { spherePayCustomer } from '../support/wire-records.js';

const PLACES = 2;
const QUEUE = 8;
const SLOW_MS = 250;

let stubbed: StubbedGateway;
beforeEach(async () => {
  stubbed = await startStubbedGateway({
    GATEWAY_API_KEYS: ['greedy', 'modest'].map((name) => keyEntry(name, name, ALL_SCOPES)).join(','),
    SPHEREPAY_CONCURRENCY: `${PLACES}`,
    SPHEREPAY_QUEUE: `${QUEUE}`,
  });
  stubbed.stubs.spherepay.handle(async (call, response) => {
    await sleep(SLOW_MS);
    json(response, 200, spherePayCustomer({ id: call.url.split('/').at(-1) }));
  });
});
afterEach(() => stubbed.stop());

/** Statuses of reads that are sent together, each of another customer. */
async function askFor(key: string, count: number, from: number): Promise<number[]> {
  const numbers = Array.from({ length: count }, (_none, index) => from + index);
  const answers = await Promise.all(
    numbers.map((number) =>
      stubbed.gateway.call(`/v1/spherepay/customers/customer_${number.toString(16).padStart(32, '0')}`, { key }),
    ),
  );
  return answers.map(({ status }) => status);
}

const countOf = (statuses: readonly number[], status: number) => statuses.filter((each) => each === status).length;

test('a caller has its part of the queue of a provider that another one has filled', async () => {
  const flood = askFor('greedy', 60, 0);
  await sleep(SLOW_MS / 2);
  expect(await askFor('modest', QUEUE / 2, 100)).toEqual([200, 200, 200, 200]);
  const greedy = await flood;
  // Those that had a place, and what was left of the queue; nobody is told anything else.
  expect([countOf(greedy, 200), countOf(greedy, 503)]).toEqual([PLACES + QUEUE / 2, 60 - PLACES - QUEUE / 2]);
  expect(stubbed.stubs.spherepay.calls).toHaveLength(PLACES + QUEUE);
});

test('a caller that is alone has all of it', async () => {
  const answers = await askFor('greedy', 60, 0);
  expect([countOf(answers, 200), countOf(answers, 503)]).toEqual([PLACES + QUEUE, 60 - PLACES - QUEUE]);
});
