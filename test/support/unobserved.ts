import type { UpstreamObserver } from '../../src/platform/resilience/upstream-observer.js';

/** Hears everything and does nothing. */
export const unobserved: UpstreamObserver = {
  attemptEnded: () => undefined,
  retried: () => undefined,
  circuitChanged: () => undefined,
};
