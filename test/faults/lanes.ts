import { expect } from '@jest/globals';
import type { LaneState } from '../../src/platform/resilience/provider-resilience.js';
import type { ResilienceRegistry as Registry } from '../../src/platform/resilience/resilience.registry.js';
import { loadModule, type TestGateway } from '../support/gateway.js';
import { PROVIDERS, type ProviderName } from '../support/stubbed-gateway.js';

const { ResilienceRegistry } = await loadModule<{ ResilienceRegistry: typeof Registry }>(
  'platform/resilience/resilience.registry.js',
);

/** Circuits and calls in flight of a provider, by the kind of call. */
export function lanesOf(gateway: TestGateway, provider: ProviderName): readonly LaneState[] {
  return gateway.nest.get<Registry>(ResilienceRegistry, { strict: false }).of(provider)?.snapshot() ?? [];
}

/** Whatever happened, nothing of it is in flight any more. */
export function expectIdle(gateway: TestGateway): void {
  const lanes = PROVIDERS.flatMap((provider) => lanesOf(gateway, provider));
  expect(lanes.filter(({ inFlight, queued }) => inFlight + queued > 0)).toEqual([]);
}
