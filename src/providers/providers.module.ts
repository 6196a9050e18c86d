import { Module, type DynamicModule } from '@nestjs/common';
import type { ProviderRegistration } from './provider.js';
import {
  ALL_PROVIDERS,
  ENABLED_PROVIDERS,
  ProviderRegistry,
  SANDBOX,
  type EnabledProvider,
} from './provider.registry.js';

export interface ProvidersOptions {
  readonly all: readonly ProviderRegistration[];
  readonly enabled: readonly EnabledProvider[];
  readonly sandbox: boolean;
}

/** The modules of the enabled providers, and the registry through which all of their calls go. */
@Module({})
export class ProvidersModule {
  static register({ all, enabled, sandbox }: ProvidersOptions): DynamicModule {
    return {
      module: ProvidersModule,
      global: true,
      imports: enabled.map(({ registration, connection }) => registration.module(connection)),
      providers: [
        ProviderRegistry,
        { provide: ALL_PROVIDERS, useValue: all },
        { provide: ENABLED_PROVIDERS, useValue: enabled },
        { provide: SANDBOX, useValue: sandbox },
      ],
      exports: [ProviderRegistry, ALL_PROVIDERS, ENABLED_PROVIDERS],
    };
  }
}
