import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ALL_SCOPES, keyEntry } from '../support/gateway.js';
import { eventually } from '../support/redis-server.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { sendAskedSpherePayCustomer, spherePayRead } from '../support/wire-records.js';

const PLACES = 2;
const QUEUE = 8;

let stubbed: StubbedGateway;
/** Lets the provider answer; until then it holds all calls. */
let release: () => void;
beforeEach(async () => {
  stubbed = await startStubbedGateway({
    GATEWAY_API_KEYS: ['greedy', 'modest'].map((name) => keyEntry(name, name, ALL_SCOPES)).join(','),
    SPHEREPAY_CONCURRENCY: `${PLACES}`,
    SPHEREPAY_QUEUE: `${QUEUE}`,
  });
  const released = new Promise<void>((resolve) => (release = resolve));
  stubbed.stubs.spherepay.handle(async (...call) => {
    await released;
    await sendAskedSpherePayCustomer(...call);
  });
});
afterEach(() => stubbed.stop());

/** Statuses of reads that are sent together, each of another customer. */
async function askFor(key: string, count: number, from: number): Promise<number[]> {
  const numbers = Array.from({ length: count }, (_none, index) => from + index);
  const answers = await Promise.all(numbers.map((number) => stubbed.gateway.call(spherePayRead(number), { key })));
  return answers.map(({ status }) => status);
}

const countOf = (statuses: readonly number[], status: number) => statuses.filter((each) => each === status).length;

const refusedSoFar = () => stubbed.gateway.logs().filter((line) => line['errorCode'] === 'overloaded').length;

test('a caller has its part of the queue of a provider that another one has filled', async () => {
  const flood = askFor('greedy', 60, 0);
  await eventually(() => refusedSoFar() === 60 - PLACES - QUEUE);
  const modest = askFor('modest', QUEUE / 2, 100);
  // Half of what the flood has in the queue has to go.
  await eventually(() => refusedSoFar() === 60 - PLACES - QUEUE / 2);
  release();
  expect(await modest).toEqual([200, 200, 200, 200]);
  const greedy = await flood;
  expect([countOf(greedy, 200), countOf(greedy, 503)]).toEqual([PLACES + QUEUE / 2, 60 - PLACES - QUEUE / 2]);
  expect(stubbed.stubs.spherepay.calls).toHaveLength(PLACES + QUEUE);
});

test('a caller that is alone has all of it', async () => {
  const flood = askFor('greedy', 60, 0);
  await eventually(() => refusedSoFar() === 60 - PLACES - QUEUE);
  release();
  expect(countOf(await flood, 200)).toBe(PLACES + QUEUE);
});
