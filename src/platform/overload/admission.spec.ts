import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Lifecycle } from '../lifecycle/lifecycle.js';
import { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { Admission } from './admission.js';

let admission: Admission;
afterEach(() => admission.stop());

/** Requests of which none ends, one a millisecond, in one turn of the event loop: no timer runs between them. */
function arrive(milliseconds: number): void {
  const request = { url: '/health/live' } as IncomingMessage;
  const response = { once: () => response } as unknown as ServerResponse;
  const listener = admission.before(() => undefined);
  const end = performance.now() + milliseconds;
  for (let next = 0; performance.now() < end;) {
    if (performance.now() < next) continue;
    next = performance.now() + 1;
    listener(request, response);
  }
}

describe('the admission', () => {
  test('lets less in while one turn of the event loop goes on and on', () => {
    const options = { maxInFlight: 2000, logger: pino({ enabled: false }), standingHeaders: {} };
    admission = new Admission({ ...options, lifecycle: new Lifecycle(), metrics: new GatewayMetrics() });
    arrive(400);
    // It may have been one long pause.
    expect(admission.currentLimit).toBe(2000);
    arrive(800);
    expect(admission.currentLimit).toBeLessThan(1000);
  });
});
