import { Module, type DynamicModule } from '@nestjs/common';
import { ProviderHttp } from '../../platform/http/provider-http.js';
import { ProviderHttpModule } from '../../platform/http/provider-http.module.js';
import type { ProviderRegistration } from '../provider.js';
import { PartnerAdapter } from './partner.adapter.js';
import { PartnerClient } from './partner.client.js';
import { PartnerController } from './partner.controller.js';
import { partnerInputs } from './partner.inputs.js';
import { PARTNER_SETTINGS, loadPartner, type PartnerConfig } from './partner.settings.js';
import { partnerTables } from './partner.tables.js';

@Module({})
export class PartnerModule {
  static register(config: PartnerConfig): DynamicModule {
    const toClient = (http: ProviderHttp) => new PartnerClient(http, config);
    return {
      module: PartnerModule,
      imports: [ProviderHttpModule.register('partner', config)],
      controllers: [PartnerController],
      providers: [PartnerAdapter, { provide: PartnerClient, inject: [ProviderHttp], useFactory: toClient }],
    };
  }
}

/** The partner API: businesses and the people behind them. */
export const partner: ProviderRegistration<PartnerConfig> = {
  name: 'partner',
  title: 'Partner API',
  summary: 'Businesses with their people and expected activity.',
  settings: PARTNER_SETTINGS,
  load: loadPartner,
  module: (config) => PartnerModule.register(config),
  adapter: PartnerAdapter,
  idPattern: /^cus_[0-9a-f]+$/i,
  tables: partnerTables,
  inputs: partnerInputs,
  simulator: async () => (await import('./partner.simulator.js')).startPartnerSimulator,
};
