import { Module, type DynamicModule } from '@nestjs/common';
import { connectionSettings, type ProviderConnection } from '../../../src/platform/config/provider.settings.js';
import { setting, text } from '../../../src/platform/config/setting.js';
import { ProviderHttp } from '../../../src/platform/http/provider-http.js';
import { ProviderHttpModule } from '../../../src/platform/http/provider-http.module.js';
import type { ProviderRegistration } from '../../../src/providers/provider.js';
import { TinyAdapter } from './tiny.adapter.js';
import { TinyController } from './tiny.controller.js';
import { tinyCustomerFields } from './tiny.fields.js';

interface TinyConfig extends ProviderConnection {
  readonly apiKey: string;
}

const connection = connectionSettings('TINY', { title: 'the tiny provider' });
const apiKey = setting('TINY_API_KEY', text, { description: 'API key, sent as a bearer token.', secret: true });

@Module({})
export class TinyModule {
  static register(config: TinyConfig): DynamicModule {
    const toAdapter = (http: ProviderHttp) => new TinyAdapter(http, config.apiKey);
    return {
      module: TinyModule,
      imports: [ProviderHttpModule.register('tiny', config)],
      controllers: [TinyController],
      providers: [{ provide: TinyAdapter, inject: [ProviderHttp], useFactory: toAdapter }],
    };
  }
}

/** A provider that exists only here, to prove that another one needs nothing but its folder and one line. */
export const tiny: ProviderRegistration<TinyConfig> = {
  name: 'tiny',
  title: 'Tiny',
  summary: 'A provider with one operation.',
  settings: [...connection.all, apiKey],
  load: (values) => {
    const key = values.get(apiKey);
    const reached = connection.load(values);
    return { config: key !== null && reached ? { ...reached, apiKey: key } : null };
  },
  module: (config) => TinyModule.register(config),
  adapter: TinyAdapter,
  idPattern: /^tiny-\d{4}$/,
  tables: {
    fields: { customer: tinyCustomerFields },
    errors: [{ status: 404, operations: ['getCustomer'], code: 'resource_not_found', certainty: 'documented' }],
    limits: [],
    serviceLimits: [],
    quirks: [{ number: 1, summary: 'The id is called `key`.' }],
    inferred: [],
  },
  simulator: async () => (await import('./tiny.simulator.js')).startTinySimulator,
};
