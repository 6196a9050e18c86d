import { Module, type DynamicModule } from '@nestjs/common';
import { DriftLog } from './drift-log.js';
import type { ProviderRegistration } from './provider.js';
import { EarlyRefusals } from './early-refusals.js';
import { ALL_PROVIDERS, ENABLED_PROVIDERS, EnabledProviders, type EnabledProvider } from './enabled-providers.js';
import { ProviderRegistry } from './provider.registry.js';
import { Reconciler } from './reconciler.js';
import { RecordedWrites } from './recorded-writes.js';
import { SCENARIOS, type ScenarioCheck } from './scenario-check.js';
import { SharedReads } from './shared-reads.js';

export interface ProvidersOptions {
  readonly all: readonly ProviderRegistration[];
  readonly enabled: readonly EnabledProvider[];
  /** Sandbox only. */
  readonly scenarios: ScenarioCheck | null;
}

/** The modules of the enabled providers, and the registry through which all of their calls go. */
@Module({})
export class ProvidersModule {
  static register({ all, enabled, scenarios }: ProvidersOptions): DynamicModule {
    return {
      module: ProvidersModule,
      global: true,
      imports: enabled.map(({ registration, connection }) => registration.module(connection)),
      providers: [
        ProviderRegistry,
        EnabledProviders,
        EarlyRefusals,
        SharedReads,
        DriftLog,
        Reconciler,
        RecordedWrites,
        { provide: ALL_PROVIDERS, useValue: all },
        { provide: ENABLED_PROVIDERS, useValue: enabled },
        { provide: SCENARIOS, useValue: scenarios },
      ],
      exports: [ProviderRegistry, SharedReads, DriftLog, ALL_PROVIDERS, ENABLED_PROVIDERS],
    };
  }
}
