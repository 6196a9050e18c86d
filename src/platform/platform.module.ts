import { Module, type DynamicModule } from '@nestjs/common';
import type { GatewayConfig } from './config/gateway.settings.js';
import { Lifecycle } from './lifecycle/lifecycle.js';
import { LOOKUP, type Lookup } from './http/provider-http.module.js';
import { LOGGER, type GatewayLogger } from './logging/logger.js';
import { ResilienceRegistry } from './resilience/resilience.registry.js';
import { FormReception } from './upload/form-reception.js';
import { UploadBudget } from './upload/upload-budget.js';

export interface PlatformOptions {
  readonly logger: GatewayLogger;
  /** Resolver for the providers’ host names; null for Node’s own. */
  readonly lookup: Lookup | null;
}

/** What every other module builds on: log, life cycle, resilience, upload memory. */
@Module({})
export class PlatformModule {
  static register(config: GatewayConfig, { logger, lookup }: PlatformOptions): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      providers: [
        Lifecycle,
        FormReception,
        { provide: LOGGER, useValue: logger },
        { provide: LOOKUP, useValue: lookup },
        { provide: ResilienceRegistry, useValue: new ResilienceRegistry(config.resilience, logger) },
        { provide: UploadBudget, useValue: new UploadBudget(config.uploadMemoryBytes) },
      ],
      exports: [Lifecycle, FormReception, LOGGER, LOOKUP, ResilienceRegistry, UploadBudget],
    };
  }
}
