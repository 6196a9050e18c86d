import { Module, type DynamicModule } from '@nestjs/common';
import { CacheModule } from './cache/cache.module.js';
import type { GatewayConfig } from './config/gateway.settings.js';
import { CACHE_STORE, type CacheStore } from './cache/cache-store.js';
import type { LedgerDatabase } from './database/database.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { LedgerTransactions } from './ledger/ledger-transactions.js';
import { Lifecycle } from './lifecycle/lifecycle.js';
import { LOOKUP, type Lookup } from './http/provider-http.module.js';
import { LOGGER, type GatewayLogger } from './logging/logger.js';
import { GatewayMetrics } from './metrics/gateway-metrics.js';
import { Admission } from './overload/admission.js';
import type { RedisConnection } from './redis/redis-connection.js';
import { KeptReads } from './request/kept-reads.js';
import { ResilienceRegistry } from './resilience/resilience.registry.js';
import { FormReception } from './upload/form-reception.js';
import { UploadBudget } from './upload/upload-budget.js';

/** What exists before the application does, since the HTTP server asks it first. */
export interface FrontDoor {
  readonly lifecycle: Lifecycle;
  readonly admission: Admission;
  readonly metrics: GatewayMetrics;
  readonly keptReads: KeptReads;
  readonly database: LedgerDatabase;
  /** Null when this process keeps and counts by itself. */
  readonly redis: RedisConnection | null;
}

export interface PlatformOptions extends FrontDoor {
  readonly logger: GatewayLogger;
  /** Resolver for the providers’ host names; null for Node’s own. */
  readonly lookup: Lookup | null;
}

/** What every other module builds on: log, life cycle, admission, resilience, upload memory. */
@Module({})
export class PlatformModule {
  static register(config: GatewayConfig, options: PlatformOptions): DynamicModule {
    const { logger, lookup, lifecycle, admission, keptReads, metrics, database, redis } = options;
    return {
      module: PlatformModule,
      global: true,
      imports: [CacheModule.register(config, redis), LedgerModule.register(config, database, logger)],
      providers: [
        FormReception,
        { provide: Lifecycle, useValue: lifecycle },
        { provide: Admission, useValue: admission },
        { provide: KeptReads, useValue: keptReads },
        { provide: LOGGER, useValue: logger },
        { provide: LOOKUP, useValue: lookup },
        connectedMetrics(metrics, lifecycle),
        { provide: ResilienceRegistry, useValue: new ResilienceRegistry(config.resilience, logger) },
        { provide: UploadBudget, useValue: new UploadBudget(config.uploadMemoryBytes) },
      ],
      exports: [
        Lifecycle,
        Admission,
        FormReception,
        GatewayMetrics,
        KeptReads,
        LOGGER,
        LOOKUP,
        ResilienceRegistry,
        UploadBudget,
      ],
    };
  }
}

/** The metrics, once what their gauges read from is there. */
function connectedMetrics(metrics: GatewayMetrics, lifecycle: Lifecycle) {
  return {
    provide: GatewayMetrics,
    inject: [ResilienceRegistry, UploadBudget, CACHE_STORE, LedgerTransactions],
    useFactory: (
      resilience: ResilienceRegistry,
      uploads: UploadBudget,
      cache: CacheStore,
      ledger: LedgerTransactions,
    ) => {
      resilience.observe(metrics);
      metrics.connect({ lifecycle, resilience, uploads, cache, ledger });
      return metrics;
    },
  };
}
