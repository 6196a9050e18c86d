import { Module, type DynamicModule } from '@nestjs/common';
import { ApiModule } from './api/api.module.js';
import type { SandboxOffer } from './openapi/guide.js';
import type { Configuration } from './platform/config/configuration.js';
import type { Lookup } from './platform/http/provider-http.module.js';
import type { GatewayLogger } from './platform/logging/logger.js';
import { PlatformModule, type FrontDoor } from './platform/platform.module.js';
import type { Tracing } from './platform/tracing/tracing.js';
import type { ProviderRegistration } from './providers/provider.js';
import type { ScenarioCheck } from './providers/scenario-check.js';
import { ProvidersModule } from './providers/providers.module.js';

export interface AppOptions {
  readonly configuration: Configuration<ProviderRegistration>;
  /** Every provider that exists, enabled or not. */
  readonly registered: readonly ProviderRegistration[];
  readonly logger: GatewayLogger;
  /** Resolver for the providers’ host names; Node’s own by default. */
  readonly lookup?: Lookup | null;
  /** Null while tracing is off. */
  readonly tracing?: Tracing | null;
  /** Sandbox only: which outcomes the simulators can be asked for. */
  readonly scenarios?: ScenarioCheck | null;
  /** Sandbox only: what Swagger UI offers there. */
  readonly offer?: SandboxOffer | null;
}

/**
 * The gateway on one screen. Imports point one way: `api` → `providers` → `platform` → `canonical`.
 *
 * - `canonical/` the customer, the card, the errors: no I/O.
 * - `platform/`  configuration, HTTP, problems, keys, log, uploads: knows no provider.
 * - `providers/` one folder per provider, one line each in `registered.ts`.
 * - `api/`       what spans the providers.
 */
@Module({})
export class AppModule {
  static register(options: AppOptions, frontDoor: FrontDoor): DynamicModule {
    const { configuration, registered, logger, lookup = null, scenarios = null } = options;
    const { gateway, enabled } = configuration;
    return {
      module: AppModule,
      imports: [
        PlatformModule.register(gateway, { logger, lookup, ...frontDoor }),
        ProvidersModule.register({ all: registered, enabled, scenarios }),
        ApiModule,
      ],
    };
  }
}
