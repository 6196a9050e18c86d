import { Injectable } from '@nestjs/common';
import type { GatewayError } from '../canonical/errors.js';
import { GatewayMetrics } from '../platform/metrics/gateway-metrics.js';
import type { GatewayRequest } from '../platform/request/request-state.js';
import { ResilienceRegistry } from '../platform/resilience/resilience.registry.js';
import { EnabledProviders } from './enabled-providers.js';
import { OPERATIONS, isOperation, needsKey, type Operation } from './operations.js';
import { aboutOf } from './read-keys.js';
import { SharedReads } from './shared-reads.js';

/** With one of these a read may be answered although its provider cannot be asked, or its refusal is another one. */
const CHOICES = ['cache-control', 'request-timeout', 'x-sandbox-scenario'];

/**
 * Refuses what a provider cannot be asked for now before anything is done for it: its circuit is open, or its bulkhead
 * full. Callers of a provider that is down are many, and must not take the time of everybody else.
 */
@Injectable()
export class EarlyRefusals {
  constructor(
    private readonly providers: EnabledProviders,
    private readonly resilience: ResilienceRegistry,
    private readonly reads: SharedReads,
    private readonly metrics: GatewayMetrics,
  ) {}

  /** Why a request need not be looked at any further, or null. Counts what it refuses. Throws 404 for what is no id. */
  of(request: GatewayRequest, provider: string, operation: string): GatewayError | null {
    const known = requireOperation(provider, operation);
    const refusal = OPERATIONS[known].write
      ? this.ofNewWrite(request, provider, known)
      : this.ofRead(request, provider, known);
    if (refusal) {
      this.metrics.operationEnded(provider, known, refusal.code, performance.now() - request.gateway.startedAt);
    }
    return refusal;
  }

  /** Why this write to the provider would be refused without being sent, or null. */
  ofWrite({ gateway }: GatewayRequest, provider: string, operation: Operation): GatewayError | null {
    const error = this.resilience.of(provider)?.refusal('write', gateway.caller?.name);
    return error ? this.providers.translated(error, { provider, operation }) : null;
  }

  /** What a key stands for may be done already, which only the ledger knows; a dry run sends nothing. */
  private ofNewWrite(request: GatewayRequest, provider: string, operation: Operation): GatewayError | null {
    const { dryRun } = request.query as { dryRun?: unknown };
    if (request.headers['idempotency-key'] !== undefined || needsKey(operation) || dryRun === 'true') return null;
    const refusal = this.ofWrite(request, provider, operation);
    if (refusal) this.requireId(request, provider);
    return refusal;
  }

  /**
   * Only a read of what one id names, that asks for nothing special and could not join another one that is under way.
   * Tokens are not looked at: one that cannot be had is told to whoever comes when the circuit lets somebody try.
   */
  private ofRead(request: GatewayRequest, provider: string, operation: Operation): GatewayError | null {
    const error = this.resilience.of(provider)?.refusal('read', request.gateway.caller?.name);
    if (!error || request.url.includes('?') || CHOICES.some((name) => name in request.headers)) return null;
    if (!this.requireId(request, provider)) return null;
    if (this.reads.isUnderWay(aboutOf({ provider, operation, request }))) return null;
    return this.providers.translated(error, { provider, operation });
  }

  /** Whether the path has an id; 404 when that is none of this provider. */
  private requireId({ params }: GatewayRequest, provider: string): boolean {
    const { id } = params as { id?: string };
    if (id !== undefined) this.providers.requireId(provider, id);
    return id !== undefined;
  }
}

function requireOperation(provider: string, name: string): Operation {
  if (isOperation(name)) return name;
  throw new Error(`${provider} is asked for an unknown operation: ${name}`);
}
