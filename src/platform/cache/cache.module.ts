import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { GatewayConfig } from '../config/gateway.settings.js';
import { LOGGER, type GatewayLogger } from '../logging/logger.js';
import { DataCipher } from '../privacy/data-cipher.js';
import { CACHE_STORE, type CacheStore } from './cache-store.js';
import { MemoryStore } from './memory-store.js';

type StoreConfig = Pick<GatewayConfig, 'cache' | 'redisUrl' | 'dataKeys'>;

/** Where answers are kept: in the process, or in Redis when there is one. */
@Module({})
export class CacheModule implements OnApplicationShutdown {
  constructor(@Inject(CACHE_STORE) private readonly store: CacheStore) {}

  static register(config: StoreConfig): DynamicModule {
    const store = {
      provide: CACHE_STORE,
      inject: [LOGGER],
      useFactory: (logger: GatewayLogger) => openStore(config, logger),
    };
    return { module: CacheModule, global: true, providers: [store], exports: [CACHE_STORE] };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}

async function openStore({ cache, redisUrl, dataKeys }: StoreConfig, logger: GatewayLogger): Promise<CacheStore> {
  if (redisUrl === null) return new MemoryStore(cache);
  // Loaded by those who need it only.
  const { RedisStore } = await import('./redis-store.js');
  return RedisStore.open(redisUrl, new DataCipher(dataKeys), { lifeMs: cache.lifeMs, logger });
}
