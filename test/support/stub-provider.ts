import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a stub received. */
export interface StubCall {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export type StubHandler = (call: StubCall, response: ServerResponse, request: IncomingMessage) => void | Promise<void>;

/** A plain local HTTP server in the place of a provider. */
export interface StubProvider {
  readonly url: string;
  readonly calls: StubCall[];
  /** Answers all following calls. */
  handle(handler: StubHandler): void;
  close(): Promise<void>;
}

/** Starts a stub; without a handler it answers 500. */
export async function startStub(initial?: StubHandler): Promise<StubProvider> {
  let handler: StubHandler = initial ?? ((_call, response) => void response.writeHead(500).end());
  const calls: StubCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const call = { method, url, headers, body: Buffer.concat(chunks) };
      calls.push(call);
      void handler(call, response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    handle: (next) => (handler = next),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

/** The environment in which all three providers are stubs (Cartevo with a static token). */
export function stubEnvironment(stubs: {
  cartevo?: string;
  spherepay?: string;
  partner?: string;
}): Record<string, string> {
  return {
    ...(stubs.cartevo && { CARTEVO_BASE_URL: `${stubs.cartevo}/api/v1`, CARTEVO_ACCESS_TOKEN: 'stub-token' }),
    ...(stubs.spherepay && { SPHEREPAY_BASE_URL: stubs.spherepay, SPHEREPAY_API_KEY: 'stub-api-key' }),
    ...(stubs.partner && {
      PARTNER_BASE_URL: stubs.partner,
      PARTNER_API_KEY: 'stub-partner-key',
      PARTNER_API_SECRET: 'stub-partner-secret',
    }),
  };
}
