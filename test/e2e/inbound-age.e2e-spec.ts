import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TEST_KEY, type TestAnswer } from '../support/gateway.js';
import { CLOCK_FLAG, LIVE, addressOf, end, launch, setClock, type GatewayProcess } from '../support/gateway-process.js';
import { newCustomerJson } from '../support/new-customer.js';
import { expectProblem } from '../support/problem.js';
import { startStub, stubEnvironment, type StubProvider } from '../support/stub-provider.js';
import { healthy } from '../support/wire-records.js';
import { checkedFetch } from '../support/openapi/checked-answers.js';

// Dates are compared in UTC, and a birthday on 29 February counts on 1 March in common years.
const CASES: readonly (readonly [now: string, dateOfBirth: string, accepted: boolean, rule: string])[] = [
  ['2026-06-15T12:00:00Z', '2008-06-15', true, 'the 18th birthday is today'],
  ['2026-06-15T12:00:00Z', '2008-06-16', false, 'the 18th birthday is tomorrow'],
  ['2026-06-15T00:30:00Z', '2008-06-15', true, 'the day has just begun in UTC'],
  ['2026-06-15T00:30:00Z', '2008-06-16', false, 'the day has just begun in UTC'],
  ['2026-06-15T23:30:00Z', '2008-06-15', true, 'the day is nearly over in UTC'],
  ['2026-06-15T23:30:00Z', '2008-06-16', false, 'it is tomorrow in the east, but not in UTC'],
  ['2026-02-28T23:59:59Z', '2008-02-29', false, 'born on 29 February, on 28 February of a common year'],
  ['2026-03-01T00:00:00Z', '2008-02-29', true, 'born on 29 February, on 1 March of a common year'],
  ['2028-02-28T23:59:59Z', '2010-03-01', false, 'born on 1 March, on 28 February of a leap year'],
  ['2028-02-29T12:00:00Z', '2010-02-28', true, 'born on 28 February, on 29 February of a leap year'],
  ['2028-02-29T12:00:00Z', '2010-03-01', false, 'born on 1 March, on 29 February of a leap year'],
  ['2028-03-01T00:00:00Z', '2010-03-01', true, 'born on 1 March, on 1 March of a leap year'],
  ['2028-02-29T00:00:00Z', '2008-02-29', true, 'born on 29 February, 20 years later'],
  ['2026-12-31T23:59:59Z', '2009-01-01', false, 'the last second of the year'],
  ['2027-01-01T00:00:00Z', '2009-01-01', true, 'the first second of the year'],
];

describe.each(['Pacific/Kiritimati', 'UTC', 'America/Los_Angeles'])('age with TZ=%s', (zone) => {
  let stub: StubProvider;
  let gateway: GatewayProcess;
  let url: string;
  beforeAll(async () => {
    stub = await startStub(healthy('cartevo'));
    const environment = { ...LIVE, ...stubEnvironment({ cartevo: stub.url }), TZ: zone };
    gateway = launch(environment, { flags: [CLOCK_FLAG] });
    url = await addressOf(gateway);
  });
  afterAll(async () => {
    await end(gateway);
    await stub.close();
  });

  test.each(CASES)('at %s born on %s: accepted %s, since %s', async (now, dateOfBirth, accepted) => {
    await setClock(gateway, now);
    stub.calls.length = 0;
    const answer = await create(url, dateOfBirth);
    const sent = stub.calls.filter(({ method }) => method === 'POST');
    if (accepted) {
      expect(answer.status).toBe(201);
      expect(sent.map(({ body }) => JSON.parse(body.toString()).date_of_birth)).toEqual([dateOfBirth]);
      return;
    }
    expectProblem(answer, { status: 422, code: 'customer_underage', outcome: 'not_sent', places: ['/dateOfBirth'] });
    expect(sent).toEqual([]);
  });
});

async function create(url: string, dateOfBirth: string): Promise<TestAnswer> {
  const response = await checkedFetch(`${url}/v1/cartevo/customers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(newCustomerJson({ dateOfBirth })),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}
