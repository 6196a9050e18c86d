import { addressOf, end, launch, type GatewayProcess } from '../support/gateway-process.js';
import { checkedFetch, toAnswer } from '../support/openapi/checked-answers.js';
import { TEST_KEY } from '../support/gateway.js';
import type { Callable } from './subjects.js';

/** What a process holds, after it has thrown away what it could. */
export interface Holding {
  /** Bytes. */
  readonly heap: number;
  readonly resident: number;
  /** Open sockets, listening ones included. */
  readonly sockets: number;
  /** Whatever else keeps the process alive, by kind. */
  readonly resources: Readonly<Record<string, number>>;
  /** Open file descriptors. */
  readonly files: number;
}

const MEASURE = `
import { readdirSync } from 'node:fs';
process.on('message', async () => {
  for (let round = 0; round < 4; round++) { globalThis.gc(); await new Promise((resolve) => setTimeout(resolve, 20)); }
  const resources = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  const { heapUsed, external, rss } = process.memoryUsage();
  const sockets = (resources.TCPSocketWrap ?? 0) + (resources.TCPServerWrap ?? 0) + (resources.TCPWRAP ?? 0);
  const files = readdirSync('/proc/self/fd').length;
  process.send({ heap: heapUsed + external, resident: rss, sockets, resources, files });
});
process.channel.unref();`;

/** The built gateway in a process of its own, which tells what it holds. */
export class MeasuredProcess implements Callable {
  private constructor(
    private readonly gateway: GatewayProcess,
    readonly url: string,
  ) {}

  static async start(environment: Record<string, string>): Promise<MeasuredProcess> {
    const measure = `--import=data:text/javascript,${encodeURIComponent(MEASURE)}`;
    const gateway = launch(environment, { flags: ['--expose-gc', measure] });
    return new MeasuredProcess(gateway, await addressOf(gateway));
  }

  readonly call: Callable['call'] = async (path, { key = TEST_KEY, ...init } = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${key}`);
    headers.set('connection', 'close');
    const response = await checkedFetch(this.url + path, { ...init, headers });
    return toAnswer(response.status, response.headers, await response.text());
  };

  async holding(): Promise<Holding> {
    const told = new Promise<Holding>((resolve) => this.gateway.child.once('message', (is) => resolve(is as Holding)));
    this.gateway.child.send('measure');
    return told;
  }

  log(): string {
    return this.gateway.stdout() + this.gateway.stderr();
  }

  stop(): Promise<void> {
    return end(this.gateway);
  }
}
