import { Module, type DynamicModule } from '@nestjs/common';
import { ProviderHttp } from '../../platform/http/provider-http.js';
import { ProviderHttpModule } from '../../platform/http/provider-http.module.js';
import type { ProviderRegistration } from '../provider.js';
import { CartevoAdapter } from './cartevo.adapter.js';
import { CartevoCardWritesController } from './cartevo.card-writes.controller.js';
import { CartevoCardsController } from './cartevo.cards.controller.js';
import { CartevoClient } from './cartevo.client.js';
import { CartevoController } from './cartevo.controller.js';
import { cartevoInputs } from './cartevo.inputs.js';
import { CARTEVO_SETTINGS, loadCartevo, type CartevoConfig } from './cartevo.settings.js';
import { cartevoTables } from './cartevo.tables.js';
import { CartevoTokens } from './cartevo.tokens.js';

@Module({})
export class CartevoModule {
  static register(config: CartevoConfig): DynamicModule {
    const toClient = (http: ProviderHttp) =>
      new CartevoClient(http, new CartevoTokens(http, config.credentials, config.timeoutMs));
    return {
      module: CartevoModule,
      imports: [ProviderHttpModule.register('cartevo', config)],
      controllers: [CartevoController, CartevoCardsController, CartevoCardWritesController],
      providers: [CartevoAdapter, { provide: CartevoClient, inject: [ProviderHttp], useFactory: toClient }],
    };
  }
}

/** Cartevo: virtual cards and their holders. */
export const cartevo: ProviderRegistration<CartevoConfig> = {
  name: 'cartevo',
  title: 'Cartevo',
  summary: 'Virtual cards in US dollars for persons in African markets, with KYC.',
  settings: CARTEVO_SETTINGS,
  load: loadCartevo,
  module: (config) => CartevoModule.register(config),
  adapter: CartevoAdapter,
  idPattern: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  tables: cartevoTables,
  inputs: cartevoInputs,
  simulator: async () => (await import('./cartevo.simulator.js')).startCartevoSimulator,
};
