import { Module, type DynamicModule } from '@nestjs/common';
import { ProviderHttp } from '../../platform/http/provider-http.js';
import { ProviderHttpModule } from '../../platform/http/provider-http.module.js';
import type { ProviderRegistration } from '../provider.js';
import { SpherePayAdapter } from './spherepay.adapter.js';
import { SpherePayClient } from './spherepay.client.js';
import { SpherePayController } from './spherepay.controller.js';
import { spherePayInputs } from './spherepay.inputs.js';
import { SPHEREPAY_SETTINGS, loadSpherePay, type SpherePayConfig } from './spherepay.settings.js';
import { SpherePaySubmissionsController } from './spherepay.submissions.controller.js';
import { spherePayTables } from './spherepay.tables.js';
import { SpherePayWritesController } from './spherepay.writes.controller.js';

@Module({})
export class SpherePayModule {
  static register(config: SpherePayConfig): DynamicModule {
    const toClient = (http: ProviderHttp) => new SpherePayClient(http, config.apiKey);
    return {
      module: SpherePayModule,
      imports: [ProviderHttpModule.register('spherepay', config)],
      controllers: [SpherePayController, SpherePayWritesController, SpherePaySubmissionsController],
      providers: [SpherePayAdapter, { provide: SpherePayClient, inject: [ProviderHttp], useFactory: toClient }],
    };
  }
}

/** SpherePay: verification of persons and businesses. */
export const spherePay: ProviderRegistration<SpherePayConfig> = {
  name: 'spherepay',
  title: 'SpherePay',
  summary: 'KYC and KYB verification profiles of persons and businesses.',
  settings: SPHEREPAY_SETTINGS,
  load: loadSpherePay,
  module: (config) => SpherePayModule.register(config),
  adapter: SpherePayAdapter,
  idPattern: /^customer_[0-9a-zA-Z]+$/,
  tables: spherePayTables,
  inputs: spherePayInputs,
  simulator: async () => (await import('./spherepay.simulator.js')).startSpherePaySimulator,
};
