import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { GatewayConfig } from '../config/gateway.settings.js';
import { DataCipher } from '../privacy/data-cipher.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import { CACHE_STORE, type CacheStore } from './cache-store.js';
import { MemoryStore } from './memory-store.js';
import { RedisStore } from './redis-store.js';

/** Where answers are kept: in the process, or in Redis when there is one. */
@Module({})
export class CacheModule implements OnApplicationShutdown {
  constructor(@Inject(CACHE_STORE) private readonly store: CacheStore) {}

  static register(
    { cache, dataKeys }: Pick<GatewayConfig, 'cache' | 'dataKeys'>,
    redis: RedisConnection | null,
  ): DynamicModule {
    const store = redis ? new RedisStore(redis, new DataCipher(dataKeys), cache.lifeMs) : new MemoryStore(cache);
    const providers = [{ provide: CACHE_STORE, useValue: store }];
    return { module: CacheModule, global: true, providers, exports: [CACHE_STORE] };
  }

  onApplicationShutdown(): void {
    this.store.close?.();
  }
}
