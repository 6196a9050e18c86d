import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { resolver, type TestResolver } from '../../../test/faults/kit/places.js';
import { PLAIN_READING, realHttp, type RealHttp } from '../../../test/support/real-http.js';
import { json, startStub, type StubProvider } from '../../../test/support/stub-provider.js';
import { unobserved } from '../../../test/support/unobserved.js';
import type { CallKind } from '../resilience/failure-rules.js';
import { ProviderResilience } from '../resilience/provider-resilience.js';
import { Deadline } from './deadline.js';
import type { UpstreamRequest } from './provider-http.js';
import type { UpstreamError } from './upstream-error.js';

const PLACES = 8;
const OPEN_MS = 100;
let stub: StubProvider;
let real: RealHttp;
let resilience: ProviderResilience;
let names: TestResolver;

/** A provider whose name is resolved after this time. */
function behind(delayMs: number, breaker: { share: number; calls: number; openMs: number } | null = null): void {
  names = resolver({ delayMs });
  const limits = { attemptTimeoutMs: 3000, concurrency: PLACES, queue: 0 };
  resilience = new ProviderResilience(
    'test',
    { attempts: 1, retryPauseMs: 0, retryShare: 0, breaker },
    limits,
    unobserved,
  );
  const connect = { timeout: 100, lookup: names.lookup as never };
  real = realHttp(
    `http://localhost:${new URL(stub.url).port}`,
    { connections: 2 * PLACES, connect },
    undefined,
    resilience,
  );
}

beforeEach(async () => {
  stub = await startStub((_call, response) => json(response, 200, { ok: true }));
});
afterEach(async () => {
  await real.close();
  await stub.close();
});

/** How a call ends whose caller waits for so long. */
async function ask(milliseconds: number, request: Partial<UpstreamRequest> = {}): Promise<string> {
  const deadline = new Deadline(milliseconds, true);
  const context = { requestId: 'r', traceparent: null, scenario: null, deadline, ...PLAIN_READING };
  return real.http
    .send({ method: 'GET', path: ['x'], ...request }, context)
    .then(
      () => 'fine',
      ({ failure, sent }: UpstreamError) => `${failure} ${sent ? 'sent' : 'not sent'}`,
    )
    .finally(() => deadline.clear());
}
const lane = (kind: CallKind) => resilience.snapshot().find((state) => state.kind === kind);
const soon = async (what: () => boolean) => {
  for (const end = performance.now() + 5000; !what() && performance.now() < end;) await sleep(5);
  expect(what()).toBe(true);
};

describe('calls that are given up before there is a connection', () => {
  it('end for their callers in time, and keep their places until nothing of them is left', async () => {
    behind(60_000);
    const ends: string[] = [];
    for (let wave = 0; wave < 10; wave++) {
      const startedAt = performance.now();
      ends.push(...(await Promise.all(Array.from({ length: PLACES }, () => ask(20)))));
      expect(performance.now() - startedAt).toBeLessThan(80);
      expect(real.pool.stats.queued).toBe(0);
      expect(real.pool.stats.size).toBeLessThanOrEqual(PLACES);
    }
    expect(ends.filter((end) => end === 'deadline not sent')).toHaveLength(PLACES);
    expect(ends.filter((end) => end === 'bulkhead_full not sent')).toHaveLength(9 * PLACES);
    await soon(() => lane('read')?.inFlight === 0);
    expect(real.pool.stats.size).toBe(0);
    expect(await ask(20)).toBe('deadline not sent');
  });

  it('count for the circuit when no connection came', async () => {
    behind(60_000, { share: 0.5, calls: 20, openMs: 60_000 });
    await Promise.all(Array.from({ length: 5 }, () => ask(20)));
    expect(lane('read')?.circuit).toBe('closed');
    await soon(() => lane('read')?.circuit === 'open');
    expect(await ask(20)).toBe('circuit_open not sent');
  });

  it('are no trial that is over: nobody else tries until it is known, and then the wait is longer', async () => {
    behind(60_000, { share: 0.5, calls: 20, openMs: OPEN_MS });
    await Promise.all(Array.from({ length: 5 }, () => ask(20)));
    await soon(() => lane('read')?.circuit === 'open');
    await sleep(OPEN_MS + 120);
    const before = names.asked();
    expect(await ask(20)).toBe('deadline not sent');
    expect(lane('read')?.circuit).toBe('half_open');
    expect(await ask(20)).toBe('circuit_open not sent');
    expect(names.asked()).toBe(before + 1);
    await soon(() => lane('read')?.circuit === 'open');
    expect(resilience.refusal('read')).not.toBeNull();
    await sleep(OPEN_MS + 20);
    expect(resilience.refusal('read')).not.toBeNull();
  });

  it.each<[string, Partial<UpstreamRequest>]>([
    ['with JSON', { body: '{"a":1}', headers: { 'content-type': 'application/json' } }],
    ['with files', { body: [Buffer.from('ab'), Buffer.from('cd')], headers: { 'content-length': '4' } }],
  ])('are never sent when the connection comes after all: a write %s', async (_name, request) => {
    behind(60);
    expect(await ask(20, { method: 'POST', ...request })).toBe('deadline not sent');
    expect(lane('write')?.inFlight).toBe(1);
    await soon(() => lane('write')?.inFlight === 0);
    await sleep(50);
    expect(stub.calls).toEqual([]);
    expect(await ask(2000, { method: 'POST', ...request })).toBe('fine');
    expect(stub.calls.map(({ method, body }) => [method, body.length])).toEqual([
      ['POST', request.body === '{"a":1}' ? 7 : 4],
    ]);
  });

  it('free the files that they should have sent', async () => {
    behind(60_000);
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const upload = async () => {
      const file = Buffer.alloc(1_048_576);
      const end = await ask(20, { method: 'POST', body: [file], headers: { 'content-length': `${file.length}` } });
      return [end, new WeakRef(file)] as const;
    };
    const [end, file] = await upload();
    await sleep(1);
    collect();
    expect([end, real.pool.stats.size, file.deref()]).toEqual(['deadline not sent', 1, undefined]);
  });
});
