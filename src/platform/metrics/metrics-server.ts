import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GatewayMetrics } from './gateway-metrics.js';

const PATH = '/metrics';

/** A place where metrics are served. */
export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves `GET /metrics` on a listener of its own, so that it can be kept from callers and answers when they are too many.
 * Throws the error of `listen` with `METRICS_PORT` in its message.
 */
export async function serveMetrics(metrics: GatewayMetrics, host: string, port: number): Promise<MetricsServer> {
  const server = createServer((request, response) => void answer(metrics, request, response));
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.on('error', (error: Error) => {
    error.message = `METRICS_PORT: ${error.message}`;
    reject(error);
  });
  server.listen(port, host, resolve);
  await listening;
  metrics.watchProcess();
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      metrics.stop();
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer({ registry }: GatewayMetrics, request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.resume();
  if (request.method !== 'GET' || request.url?.split('?')[0] !== PATH) {
    response.writeHead(404).end();
    return;
  }
  try {
    const text = await registry.metrics();
    response.writeHead(200, { 'content-type': registry.contentType }).end(text);
  } catch {
    response.writeHead(500).end();
  }
}
