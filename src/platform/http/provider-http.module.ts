import type { LookupFunction } from 'node:net';
import { getCACertificates } from 'node:tls';
import { HttpModule, HttpService } from '@nestjs/axios';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'undici';
import type { ProviderConnection } from '../config/provider.settings.js';
import { ResilienceRegistry } from '../resilience/resilience.registry.js';
import { MAX_ANSWER_BYTES } from './json-reader.js';
import { ProviderHttp } from './provider-http.js';
import { runOnUndici } from './undici-adapter.js';

// undici looks at this every half second only: 900 ends after 1.0 to 1.4 s, 1000 after 1.5 s and more.
const CONNECT_TIMEOUT_MS = 900;
const MAX_HEADER_BYTES = 16_384;
// A token exchange needs a connection beside those of the reads and writes.
const CONNECTIONS_FOR_TOKENS = 4;
const POOL = Symbol('provider connection pool');

/** Resolves host names; the form of Node’s `dns.lookup`. */
export type Lookup = LookupFunction;
/** Injection token of the resolver for the providers’ host names; null for Node’s own. */
export const LOOKUP = Symbol('lookup');

/** The HTTP door to one provider: its own pool of connections under `@nestjs/axios`, and its own resilience. */
@Module({})
export class ProviderHttpModule implements OnApplicationShutdown {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  /** `provider`: its name, under which the catalogue and the metrics find its resilience. */
  static register(provider: string, connection: ProviderConnection): DynamicModule {
    const pool = { provide: POOL, inject: [LOOKUP], useFactory: (lookup: Lookup | null) => toPool(connection, lookup) };
    return {
      module: ProviderHttpModule,
      imports: [HttpModule.register({})],
      providers: [
        pool,
        {
          provide: ProviderHttp,
          inject: [HttpService, POOL, ResilienceRegistry],
          useFactory: (http: HttpService, connections: Pool, resilience: ResilienceRegistry) => {
            runOnUndici(http.axiosRef, connections, MAX_ANSWER_BYTES);
            return new ProviderHttp(http, connection.baseUrl, resilience.add(provider, connection.limits));
          },
        },
      ],
      exports: [ProviderHttp],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.destroy();
  }
}

/** The connections to one provider. */
export function toPool({ baseUrl, ca, limits }: ProviderConnection, lookup: Lookup | null): Pool {
  return new Pool(baseUrl.origin, {
    connections: 2 * limits.concurrency + CONNECTIONS_FOR_TOKENS,
    pipelining: 1,
    // While HTTP/2 is possible, undici makes one first connection at a time: a provider that swallows them holds up all calls.
    allowH2: false,
    maxHeaderSize: MAX_HEADER_BYTES,
    connect: {
      timeout: CONNECT_TIMEOUT_MS,
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      // Given any, Node trusts no other: those of NODE_EXTRA_CA_CERTS and of the system would be lost.
      ...(ca && { ca: [...getCACertificates('default'), ca] }),
      ...(lookup && { lookup }),
    },
  });
}
