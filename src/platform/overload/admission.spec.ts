import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Lifecycle } from '../lifecycle/lifecycle.js';
import { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { Admission } from './admission.js';

let admission: Admission;
afterEach(() => admission.stop());

const LATE_MS = 1200;

function admissionOf(maxInFlight: number): Admission {
  const options = { maxInFlight, logger: pino({ enabled: false }), standingHeaders: {} };
  const providers = ['one', 'other'];
  const callerOf = ({ headers }: IncomingMessage) => headers.authorization ?? null;
  return new Admission({ ...options, providers, callerOf, lifecycle: new Lifecycle(), metrics: new GatewayMetrics() });
}

/** What becomes of requests that never end, by their paths. */
function openDoor(): (url: string, authorization?: string) => 'let in' | 'refused' {
  let outcome: 'let in' | 'refused';
  const listener = admission.before(() => void (outcome = 'let in'));
  const response = {
    once: () => response,
    writeHead: () => response,
    end: () => response,
  } as unknown as ServerResponse;
  return (url, authorization) => {
    outcome = 'refused';
    listener({ url, headers: { authorization } } as IncomingMessage, response);
    return outcome;
  };
}

/** Requests of which none ends, one a millisecond, in one turn of the event loop: no timer runs between them. */
function arrive(milliseconds: number, ask = openDoor()): void {
  const end = performance.now() + milliseconds;
  for (let next = 0; performance.now() < end;) {
    if (performance.now() < next) continue;
    next = performance.now() + 1;
    ask('/health/live');
  }
}

describe('the admission', () => {
  test('lets less in while one turn of the event loop goes on and on', () => {
    admission = admissionOf(2000);
    arrive(400);
    // It may have been one long pause.
    expect(admission.currentLimit).toBe(2000);
    arrive(800);
    expect(admission.currentLimit).toBeLessThan(1000);
  });

  test('lets a provider in while another one has all that a late loop leaves', () => {
    admission = admissionOf(1000);
    const ask = openDoor();
    arrive(LATE_MS, () => ask('/v1/one/customers/1'));
    expect(admission.currentLimit).toBeLessThan(600);
    expect(ask('/v1/one/customers/1')).toBe('refused');
    expect(ask('/v1/other/customers/1')).toBe('let in');
    expect(ask('/health/live')).toBe('let in');
    let more = 0;
    while (ask('/v1/other/customers/1') === 'let in') more++;
    expect(more).toBeLessThan(admission.currentLimit);
  });

  test('lets a caller in while another one has all that a late loop leaves of the same provider', () => {
    admission = admissionOf(1000);
    const ask = openDoor();
    const url = '/v1/one/customers/1';
    arrive(LATE_MS, () => ask(url, 'greedy'));
    expect(ask(url, 'greedy')).toBe('refused');
    let more = 0;
    while (ask(url, 'modest') === 'let in') more++;
    // Half of the limit is the provider's, and half of that the part of each of two.
    expect(more).toBe(Math.ceil(admission.currentLimit / 4));
    expect(ask(url, 'greedy')).toBe('refused');
  });

  test('takes all whom nobody recognizes for one caller', () => {
    admission = admissionOf(1000);
    const ask = openDoor();
    arrive(LATE_MS, () => ask('/v1/one/customers/1'));
    expect(ask('/v1/one/customers/1')).toBe('refused');
    expect(ask('/v1/one/customers/1', 'known')).toBe('let in');
  });

  test('lets nobody in beyond what may be in flight at all', () => {
    admission = admissionOf(10);
    const ask = openDoor();
    for (let calls = 0; calls < 10; calls++) expect(ask('/v1/one/customers/1')).toBe('let in');
    for (const url of ['/v1/other/customers/1', '/v1/unknown/1', '/']) expect(ask(url)).toBe('refused');
  });
});
