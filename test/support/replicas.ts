import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { CacheStore } from '../../src/platform/cache/cache-store.js';
import { keyEntry, loadModule, startTestGateway, TEST_KEY, type TestAnswer, type TestGateway } from './gateway.js';
import { asJson, newCustomerJson } from './new-customer.js';
import { RedisServer, eventually } from './redis-server.js';
import { startStub, stubEnvironment, type StubProvider } from './stub-provider.js';
import { healthy } from './wire-records.js';

const { CACHE_STORE } = await loadModule<typeof import('../../src/platform/cache/cache-store.js')>(
  'platform/cache/cache-store.js',
);

/** An entry for `GATEWAY_DATA_KEYS`. */
export function dataKey(id: string): string {
  return `${id}:${randomBytes(32).toString('base64')}`;
}

/** Several gateways in live mode in front of the same Cartevo and, unless it is null, the same Redis. */
export class Replicas {
  readonly gateways: TestGateway[] = [];

  private constructor(
    readonly cartevo: StubProvider,
    private readonly redis: RedisServer | null,
  ) {}

  static async start(redis: RedisServer | null): Promise<Replicas> {
    return new Replicas(await startStub(healthy('cartevo')), redis);
  }

  /** One more replica, with these data keys. */
  async add(dataKeys: string, environment: Record<string, string> = {}): Promise<TestGateway> {
    const scopes = 'customers:read customers:write cards:read sensitive:read';
    const gateway = await startTestGateway({
      ...stubEnvironment({ cartevo: this.cartevo.url }),
      GATEWAY_API_KEYS: keyEntry('test', TEST_KEY, scopes),
      ...(this.redis && { REDIS_URL: this.redis.url, GATEWAY_DATA_KEYS: dataKeys }),
      ...environment,
    });
    this.gateways.push(gateway);
    if (this.redis?.isRunning) await eventually(() => storeOf(gateway).isUp);
    return gateway;
  }

  get calls(): number {
    return this.cartevo.calls.length;
  }

  async stop(): Promise<void> {
    await Promise.all(this.gateways.map((gateway) => gateway.stop()));
    await this.cartevo.close();
  }
}

/** How often the store of a gateway could not do what it was asked. */
export function failuresOf(gateway: TestGateway): number {
  return storeOf(gateway).failures;
}

/** Where a gateway keeps its answers. */
export function storeOf(gateway: TestGateway): CacheStore & { readonly isUp: boolean } {
  return gateway.nest.get(CACHE_STORE, { strict: false });
}

/** For the tests of a file: one Redis for all of them, emptied before each, and replicas that end with it. */
export class SharedRedis {
  redis!: RedisServer;
  replicas!: Replicas;

  constructor() {
    beforeAll(async () => void (this.redis = await RedisServer.start()));
    afterAll(() => this.redis?.kill());
    beforeEach(async () => {
      await this.redis.empty();
      this.replicas = await Replicas.start(this.redis);
    });
    afterEach(() => this.replicas.stop());
  }

  /** Waits until so many answers are kept: keeping is not waited for by an answer. */
  kept(count: number): Promise<void> {
    return eventually(async () => (await this.redis.answers()).length >= count);
  }
}

/** A write at Cartevo, which touches its lists and the record that comes out of it. */
export function createCustomer(gateway: TestGateway): Promise<TestAnswer> {
  return gateway.call('/v1/cartevo/customers', asJson(newCustomerJson()));
}

/** A read that accepts what is kept. */
export function readKept(gateway: TestGateway, path: string, headers = {}): Promise<TestAnswer> {
  return gateway.call(path, { headers: { 'cache-control': 'max-age=60', ...headers } });
}

export function originOf({ body }: TestAnswer): string {
  return body.meta.sources[0].from as string;
}
