import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SCOPES } from '../../src/platform/auth/api-keys.js';
import { TEST_KEY, keyEntry, startTestGateway, type TestAnswer, type TestGateway } from '../support/gateway.js';
import { readDocument } from '../support/openapi/checked-answers.js';
import { operationsOf, type ApiOperation } from './api-operations.js';
import { Bodies } from './bodies.js';
import { faultsOf } from './judge.js';
import { Requests, type FuzzRequest } from './requests.js';
import { Sender, toCurl } from './sending.js';
import { explore } from './surroundings.js';
import { Values } from './values.js';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_124);
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 5000);
const SLICE = 5000;
/** Requests that are under way at the same time. */
const BATCH = 25;
const DEADLINE_MS = '4000';

/** Days in UTC since 1970, so that every day searches somewhere new; far from the fixed seeds. */
const TODAY = Math.floor(Date.now() / 86_400_000);

const fixed = Array.from({ length: Math.ceil(REQUESTS / SLICE) }, (_, index) => ({
  seed: SEED + index,
  count: Math.min(SLICE, REQUESTS - index * SLICE),
}));
// A seed that is given is all that is wanted.
const slices = process.env['FUZZ_SEED'] ? fixed : [...fixed, { seed: TODAY, count: Math.min(SLICE, REQUESTS) }];

let gateway: TestGateway;
let sender: Sender | undefined;
let operations: ApiOperation[];
let requests: fc.Arbitrary<FuzzRequest>;
const statuses = new Map<string, number>();

beforeAll(async () => {
  const keysByScope = new Map(SCOPES.map((scope) => [scope, `key-of-${scope.replace(':', '-')}`]));
  const keys = [...keysByScope].map(([scope, key]) => keyEntry('limited', key, scope));
  const all = keyEntry('test', TEST_KEY, SCOPES.join(' '));
  const deadlines = ['CARTEVO', 'SPHEREPAY', 'PARTNER'].map((name) => [`${name}_TIMEOUT_MS`, DEADLINE_MS]);
  gateway = await startTestGateway({
    GATEWAY_MODE: 'sandbox',
    GATEWAY_API_KEYS: [all, ...keys].join(','),
    GATEWAY_LOG_LEVEL: 'fatal',
    GATEWAY_RETRY_PAUSE_MS: '1',
    ...Object.fromEntries(deadlines),
  });
  const document = JSON.parse(await readDocument(gateway.url)) as object;
  operations = operationsOf(document);
  const values = new Values(document);
  const around = await explore(gateway, operations, { key: TEST_KEY, keysByScope });
  const factory = new Requests(values, new Bodies(document, values), around);
  requests = fc.oneof(
    // Most can go wrong where something is sent.
    ...operations.map((operation) => ({ weight: operation.bodies.size > 0 ? 6 : 1, arbitrary: factory.of(operation) })),
  );
  sender = new Sender(gateway.url);
}, 30_000);
afterAll(async () => {
  sender?.close();
  await gateway.stop();
});

/** Sends a request and says what is wrong with its answer; a created record must be there. */
async function tryOut(request: FuzzRequest): Promise<string[]> {
  const answer = await requireSender()
    .send(request)
    .catch((error: Error) => error);
  if (answer instanceof Error) return [answer.message];
  const key = `${request.operation} ${request.expected.kind} ${answer.status}`;
  statuses.set(key, (statuses.get(key) ?? 0) + 1);
  const faults = faultsOf(gateway.url, request, answer);
  if (answer.status === 201) faults.push(...(await readBack(request, answer)));
  return faults.map((fault) => `${fault}\n  ${answer.text.slice(0, 1000)}`);
}

function requireSender(): Sender {
  if (!sender) throw new Error('the gateway is not started');
  return sender;
}

async function readBack({ operation, headers }: FuzzRequest, created: TestAnswer): Promise<string[]> {
  const read = { method: 'GET', target: created.headers.get('location') ?? '', headers, body: null };
  const { Authorization = '' } = headers;
  const answer = await requireSender().send({ ...read, headers: { Authorization } });
  if (answer.status === 200 && answer.body.data.id === created.body.data.id) return [];
  return [`what ${operation} created is not there: ${answer.status}`];
}

/** Sends requests, some at a time, and returns one report for each kind of fault that was found. */
async function fuzz(seed: number, count: number): Promise<string[]> {
  // Each slice begins with the same records, so that its seed is all that is needed to repeat it.
  for (const simulator of gateway.simulators) simulator.reset();
  const found = new Map<string, string>();
  const all = fc.sample(requests, { seed, numRuns: count });
  for (let start = 0; start < all.length; start += BATCH) {
    await Promise.all(
      all.slice(start, start + BATCH).map(async (request) => {
        for (const fault of await tryOut(request)) {
          const kind = `${request.operation} ${fault.split('\n')[0]?.replace(/\d+|".*"/g, '')}`;
          if (!found.has(kind)) found.set(kind, report(request, fault));
        }
      }),
    );
  }
  return [...found.values()];
}

function report(request: FuzzRequest, fault: string): string {
  return `${request.operation} (${request.expected.kind}): ${fault}\n  ${toCurl(gateway.url, request)}`;
}

describe(`fuzz of the OpenAPI document (${REQUESTS} requests, FUZZ_SEED=${SEED})`, () => {
  test.each(slices)(
    '$count requests with seed $seed',
    async ({ seed, count }) => {
      expect((await fuzz(seed, count)).join('\n')).toBe('');
    },
    300_000,
  );

  test('every operation was called, and answered with a success', () => {
    const succeeded = operations.filter(({ name }) => {
      return [...statuses.keys()].some((key) => key.startsWith(`${name} accepted 2`));
    });
    // Ids of writes come from the writes themselves.
    const reachable = operations.filter(({ name }) => name !== 'GET /v1/operations/{operationId}');
    expect(succeeded.map(({ name }) => name)).toEqual(reachable.map(({ name }) => name));
  });
});
