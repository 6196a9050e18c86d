import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { TEST_DATA_KEY, TEST_KEY, keyEntry } from './gateway.js';

const ROOT = join(import.meta.dirname, '..', '..');
const PATIENCE_MS = 15_000;
const ALL_SCOPES = 'customers:read customers:write cards:read cards:write sensitive:read admin';

/** What a live gateway needs, whatever the test adds or takes away. */
export const LIVE: Readonly<Record<string, string>> = {
  GATEWAY_API_KEYS: keyEntry('test', TEST_KEY, ALL_SCOPES),
  GATEWAY_LOG_LEVEL: 'info',
  GATEWAY_DRAIN_DELAY_MS: '0',
  PORT: '0',
  METRICS_PORT: 'off',
  DATABASE_URL: 'sqlite::memory:',
  GATEWAY_DATA_KEYS: TEST_DATA_KEY,
};

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The built gateway as a process of its own. */
export interface GatewayProcess {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly exited: Promise<Exit>;
}

export interface ProcessOptions {
  /** Flags of Node. */
  readonly flags?: readonly string[];
  readonly cwd?: string;
}

/** Path of `dist/main.js`, built first when it is missing or older than the sources. */
export function builtMain(): string {
  const script = join(ROOT, 'scripts', 'ensure-built.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build failed: ${stderr}`);
  return join(ROOT, 'dist', 'main.js');
}

/** Starts the process with this environment and nothing of the test's own. */
export function launch(environment: Record<string, string>, options: ProcessOptions = {}): GatewayProcess {
  const { flags = [], cwd = ROOT } = options;
  const child = fork(builtMain(), [], {
    cwd,
    env: { PATH: process.env['PATH'], ...environment },
    execArgv: ['--disable-warning=ExperimentalWarning', ...flags],
    silent: true,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exited = new Promise<Exit>((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  return { child, stdout: () => stdout, stderr: () => stderr, exited };
}

/** Waits until the process says where it listens. */
export async function addressOf(gateway: GatewayProcess): Promise<string> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end && gateway.child.exitCode === null) {
    const url = /"listening":"([^"]+)"/.exec(gateway.stdout())?.[1];
    if (url !== undefined) return url;
    await pause(10);
  }
  throw new Error(`the gateway did not start: ${gateway.stderr()}${gateway.stdout()}`);
}

/** Ends the process whatever it does. */
export async function end(gateway: GatewayProcess): Promise<void> {
  if (gateway.child.exitCode === null) gateway.child.kill('SIGKILL');
  await gateway.exited;
}

/** Waits for the end of a process that should end by itself. */
export async function exitOf(gateway: GatewayProcess): Promise<Exit> {
  const timer = setTimeout(() => gateway.child.kill('SIGKILL'), PATIENCE_MS);
  const exit = await gateway.exited;
  clearTimeout(timer);
  return exit;
}

/** A flag that makes the process believe in the time that `setClock` tells it. */
export const CLOCK_FLAG = `--import=data:text/javascript,${encodeURIComponent(`
  const RealDate = Date;
  let told = null;
  globalThis.Date = class Date extends RealDate {
    constructor(...args) { if (args.length > 0 || told === null) super(...args); else super(told); }
    static now() { return told ?? RealDate.now(); }
  };
  process.on('message', (time) => { told = RealDate.parse(time); process.send('done'); });
  process.channel.unref();
`)}`;

/** Sets the clock of a process that was started with `CLOCK_FLAG`. */
export async function setClock({ child }: GatewayProcess, time: string): Promise<void> {
  const done = new Promise<void>((resolve) => child.once('message', () => resolve()));
  child.send(time);
  await done;
}
