import { rootCertificates } from 'node:tls';
import { HttpModule, HttpService } from '@nestjs/axios';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'undici';
import type { ProviderConnection } from '../config/provider.settings.js';
import { MAX_ANSWER_BYTES } from './json-reader.js';
import { ProviderHttp } from './provider-http.js';
import { undiciAdapter } from './undici-adapter.js';

const CONNECT_TIMEOUT_MS = 2000;
const CONNECTIONS = 128;
const MAX_HEADER_BYTES = 16_384;
const POOL = Symbol('provider connection pool');

/** The HTTP door to one provider: its own pool of connections under `@nestjs/axios`. */
@Module({})
export class ProviderHttpModule implements OnApplicationShutdown {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  static register(connection: ProviderConnection): DynamicModule {
    const pool = toPool(connection);
    return {
      module: ProviderHttpModule,
      imports: [
        HttpModule.register({
          adapter: undiciAdapter(pool, MAX_ANSWER_BYTES),
          // Bytes in, bytes out, whatever the status: reading answers is the strict reader's work.
          transformRequest: [(body: unknown) => body],
          transformResponse: [(body: unknown) => body],
          validateStatus: () => true,
          maxRedirects: 0,
        }),
      ],
      providers: [
        { provide: POOL, useValue: pool },
        {
          provide: ProviderHttp,
          inject: [HttpService],
          useFactory: (http: HttpService) => new ProviderHttp(http, connection.baseUrl),
        },
      ],
      exports: [ProviderHttp],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.destroy();
  }
}

function toPool({ baseUrl, ca }: ProviderConnection): Pool {
  return new Pool(baseUrl.origin, {
    connections: CONNECTIONS,
    pipelining: 1,
    maxHeaderSize: MAX_HEADER_BYTES,
    connect: {
      timeout: CONNECT_TIMEOUT_MS,
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      ...(ca && { ca: [...rootCertificates, ca] }),
    },
  });
}
