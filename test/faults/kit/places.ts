import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { LookupAddress, LookupOptions } from 'node:dns';

/** A place where a provider should be and no request can be made. */
export interface BrokenPlace {
  readonly port: number;
  close(): Promise<void>;
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<BrokenPlace> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return { port, close: () => Promise.resolve() };
}

const LISTEN_AND_WAIT = `require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 },
  function () { process.stdout.write(String(this.address().port)); })`;
const SETTLE_MS = 100;

/**
 * A port whose queue of connections is full: the process that listens is stopped and accepts nothing, so the system
 * drops every further SYN, as a host behind a silent firewall would.
 */
export async function fullBacklog(): Promise<BrokenPlace> {
  const child = spawn(process.execPath, ['-e', LISTEN_AND_WAIT], { stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = once(child, 'exit');
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGSTOP');
  const fillers: Socket[] = [];
  // How many connections fit differs between systems: the first one that hangs shows that it is full.
  while (await connects(Number(port), fillers)) if (fillers.length > 64) throw new Error('the backlog never fills');
  return {
    port: Number(port),
    close: async () => {
      for (const filler of fillers) filler.destroy();
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function connects(port: number, fillers: Socket[]): Promise<boolean> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  fillers.push(socket);
  return Promise.race([
    once(socket, 'connect').then(() => true),
    new Promise<boolean>((resolve) => setTimeout(resolve, SETTLE_MS, false)),
  ]);
}

type Callback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** A resolver in the form of Node’s `dns.lookup`, which counts the questions. */
export interface TestResolver {
  readonly lookup: (hostname: string, options: LookupOptions, callback: Callback) => void;
  readonly asked: () => number;
}

/** Resolves every name to this machine after a while; `failure` is the code of an error to give instead. */
export function resolver({ failure = null, delayMs = 0 }: { failure?: string | null; delayMs?: number }): TestResolver {
  let asked = 0;
  return {
    asked: () => asked,
    lookup: (hostname, options, callback) => {
      asked++;
      setTimeout(() => {
        if (failure !== null) callback(Object.assign(new Error(`${failure} ${hostname}`), { code: failure }), '', 4);
        else if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
        else callback(null, '127.0.0.1', 4);
      }, delayMs).unref();
    },
  };
}
