import type { GatewayLogger } from '../logging/logger.js';
import type { UpstreamError } from '../http/upstream-error.js';
import type { CircuitName } from './circuit.js';
import type { CallKind } from './failure-rules.js';
import { ProviderResilience, type ProviderLimits } from './provider-resilience.js';
import type { ResilienceConfig } from './resilience.settings.js';
import type { UpstreamObserver } from './upstream-observer.js';

/** The resilience of every enabled provider, by its name. */
export class ResilienceRegistry implements UpstreamObserver {
  private readonly providers = new Map<string, ProviderResilience>();
  private readonly observers: UpstreamObserver[] = [];

  constructor(
    private readonly config: ResilienceConfig,
    private readonly logger: GatewayLogger,
  ) {}

  /** To be called once for a provider, when its connections are made. */
  add(provider: string, limits: ProviderLimits): ProviderResilience {
    const resilience = new ProviderResilience(provider, this.config, limits, this);
    this.providers.set(provider, resilience);
    return resilience;
  }

  of(provider: string): ProviderResilience | null {
    return this.providers.get(provider) ?? null;
  }

  all(): ProviderResilience[] {
    return [...this.providers.values()];
  }

  observe(observer: UpstreamObserver): void {
    this.observers.push(observer);
  }

  attemptEnded(provider: string, kind: CallKind, error: UpstreamError | null, durationMs: number): void {
    for (const observer of this.observers) observer.attemptEnded(provider, kind, error, durationMs);
  }

  retried(provider: string, operation: string, error: UpstreamError): void {
    this.logger.debug({ provider, operation, failure: error.failure }, 'an attempt failed and is repeated');
    for (const observer of this.observers) observer.retried(provider, operation, error);
  }

  circuitChanged(provider: string, kind: CallKind, state: CircuitName): void {
    this.logger.warn({ provider, kind, circuit: state }, 'a circuit has changed');
    for (const observer of this.observers) observer.circuitChanged(provider, kind, state);
  }
}
