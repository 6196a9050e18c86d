import type { Place } from '../platform/cache/cache-store.js';
import type { Freshness } from '../platform/cache/freshness.js';
import type { Asked, KeptAnswer, PresentedAnswer } from '../platform/cache/kept-answer.js';
import type { GatewayMetrics } from '../platform/metrics/gateway-metrics.js';
import type { KeyedAccess } from '../platform/request/access.js';
import type { KeptRead } from '../platform/request/kept-reads.js';
import type { ReadCall } from './operation-call.js';
import type { Operation } from './operations.js';
import { present } from './read-answer.js';
import type { SharedReads } from './shared-reads.js';

/** A read of a provider that was answered from the process, and can be again. */
export class KeptProviderRead implements KeptRead {
  readonly provider: string;
  readonly route: string;
  private readonly operation: Operation;

  constructor(
    { provider, operation, request }: ReadCall,
    readonly access: KeyedAccess,
    private readonly place: Place,
    private readonly reads: SharedReads,
    private readonly metrics: GatewayMetrics,
  ) {
    this.provider = provider;
    this.operation = operation;
    this.route = request.routeOptions.url ?? '';
  }

  find(freshness: Freshness): KeptAnswer | null {
    return this.reads.findNow(this.place, freshness);
  }

  present(answer: KeptAnswer, asked: Asked): PresentedAnswer {
    return present(this.provider, { answer, from: 'cache' }, asked);
  }

  onGiven(milliseconds: number): void {
    this.reads.countHit(this.provider, this.operation);
    this.metrics.operationEnded(this.provider, this.operation, 'ok', milliseconds);
  }
}
