import { Module, type DynamicModule } from '@nestjs/common';
import type { GatewayConfig } from './config/gateway.settings.js';
import { Lifecycle } from './lifecycle/lifecycle.js';
import { LOGGER, type GatewayLogger } from './logging/logger.js';
import { FormReception } from './upload/form-reception.js';
import { UploadBudget } from './upload/upload-budget.js';

/** What every other module builds on: log, life cycle, upload memory. */
@Module({})
export class PlatformModule {
  static register(config: GatewayConfig, logger: GatewayLogger): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      providers: [
        Lifecycle,
        FormReception,
        { provide: LOGGER, useValue: logger },
        { provide: UploadBudget, useValue: new UploadBudget(config.uploadMemoryBytes) },
      ],
      exports: [Lifecycle, FormReception, LOGGER, UploadBudget],
    };
  }
}
