import { createServer, request as outgoingRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of one call: its way to the provider, and the way of the answer back. */
export interface CallFate {
  /** The provider gets it. */
  readonly arrives: boolean;
  /** The caller gets the answer. */
  readonly comesBack: boolean;
  /** Called between the two. */
  readonly between?: () => void;
}

/** A way to a provider on which writes and their answers can be lost. */
export class FaultProxy {
  /** Decides about each write. */
  fate: (path: string, body: Buffer) => CallFate = () => ({ arrives: true, comesBack: true });
  private readonly server = createServer((incoming, response) => void this.pass(incoming, response));

  private constructor(private readonly target: URL) {}

  static async open(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(new URL(target));
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** The address of the provider behind the proxy. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${this.target.pathname}`;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    incoming.on('error', () => undefined);
    const body = Buffer.concat((await incoming.toArray().catch(() => [])) as Buffer[]);
    const path = incoming.url ?? '';
    const isWrite = incoming.method !== 'GET' && !path.includes('/auth/');
    const { arrives, comesBack, between } = isWrite ? this.fate(path, body) : { arrives: true, comesBack: true };
    const answer = arrives ? await this.forward(incoming, body) : null;
    between?.();
    if (answer === null || !comesBack) return void response.destroy();
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  private forward(incoming: IncomingMessage, body: Buffer) {
    const { hostname, port } = this.target;
    const { method = 'GET', url: path = '', headers } = incoming;
    return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
      const outgoing = outgoingRequest({ hostname, port, method, path, headers }, (answer) => {
        void answer.toArray().then((chunks) => {
          resolve({
            status: answer.statusCode ?? 502,
            headers: answer.headers,
            body: Buffer.concat(chunks as Buffer[]),
          });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}
