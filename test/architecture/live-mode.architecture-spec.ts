import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REGISTERED_PROVIDERS } from '../../src/providers/registered.js';
import { keyEntry } from '../support/gateway.js';
import { checkedFetch } from '../support/openapi/checked-answers.js';
import { compileSources } from './compiled-sources.js';

const KEY = 'live-key';
const NAMES = REGISTERED_PROVIDERS.map(({ name }) => name);
/** Writes down the address of every module that the process loads, whoever imports it. */
const RECORDER = `
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({
  load(url, context, next) {
    appendFileSync(process.env.LOADED_MODULES, url + '\\n');
    return next(url, context);
  },
});
`;
const SIMULATION = /\/dist\/(?:.*simulat|sandbox\/)/;

let compiled: ReturnType<typeof compileSources>;

beforeAll(() => {
  compiled = compileSources();
  writeFileSync(join(compiled.directory, 'recorder.mjs'), RECORDER);
});
afterAll(() => rmSync(compiled.directory, { recursive: true, force: true }));

interface Run {
  readonly loaded: readonly string[];
  /** Modules of OpenTelemetry beside its API. */
  readonly telemetry: readonly string[];
  readonly exitCode: number | null;
  /** Status of a read at each provider. */
  readonly reads: readonly number[];
}

/** Complete settings of all providers, at addresses where nobody listens any more. */
async function liveEnvironment(): Promise<Record<string, string>> {
  const environments = await Promise.all(
    REGISTERED_PROVIDERS.map(async ({ simulator }) => {
      const running = await (await simulator())();
      await running.close();
      return running.environment;
    }),
  );
  const own = { GATEWAY_MODE: 'live', GATEWAY_API_KEYS: keyEntry('live', KEY) };
  return Object.assign(own, ...environments) as Record<string, string>;
}

/** Starts the program, asks every provider once, stops it, and says which of its modules it had loaded. */
async function run(environment: Readonly<Record<string, string>>): Promise<Run> {
  const list = join(compiled.directory, `${environment['GATEWAY_MODE']}.txt`);
  rmSync(list, { force: true });
  const recorder = pathToFileURL(join(compiled.directory, 'recorder.mjs')).href;
  const child = spawn(process.execPath, ['--import', recorder, compiled.main], {
    env: { ...environment, PORT: '0', METRICS_PORT: 'off', GATEWAY_DRAIN_DELAY_MS: '0', LOADED_MODULES: list },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  try {
    const url = await listening(child.stdout);
    const paths = NAMES.map((name) => `${url}/v1/${name}/customers/some-id`);
    const headers = { authorization: `Bearer ${KEY}` };
    const reads = await Promise.all(paths.map(async (path) => (await checkedFetch(path, { headers })).status));
    child.kill('SIGTERM');
    const [exitCode] = await exited;
    const ours = pathToFileURL(compiled.directory).href;
    const loaded = readFileSync(list, 'utf8').split('\n');
    const telemetry = loaded.filter((url) => /\/@opentelemetry\/(?!api\/)/.test(url));
    return { loaded: loaded.filter((url) => url.startsWith(ours)), telemetry, exitCode, reads };
  } finally {
    child.kill('SIGKILL');
  }
}

/** The address that the log line of a ready gateway holds. */
function listening(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const url = /"listening":"([^"]+)"/.exec(text)?.[1];
      if (url) resolve(url);
    });
    output.on('end', () => reject(new Error(`the gateway ended before it listened: ${text.slice(-500)}`)));
  });
}

describe('live mode', () => {
  it('never loads a simulator or the sandbox, from start to stop', async () => {
    const { loaded, exitCode, reads } = await run(await liveEnvironment());
    expect(exitCode).toBe(0);
    expect(reads).toEqual(NAMES.map(() => 503));
    for (const name of NAMES) expect(loaded.some((url) => url.endsWith(`/${name}.module.js`))).toBe(true);
    expect(loaded.filter((url) => SIMULATION.test(url))).toEqual([]);
  });

  it('loads nothing of OpenTelemetry but its API, unless traces are wanted', async () => {
    expect((await run(await liveEnvironment())).telemetry).toEqual([]);
    const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:9';
    const traced = await run({ ...(await liveEnvironment()), OTEL_EXPORTER_OTLP_ENDPOINT });
    expect(traced.telemetry.some((url) => url.includes('/@opentelemetry/sdk-node/'))).toBe(true);
  });

  it('while sandbox mode does load them, so that the check above means something', async () => {
    const { loaded } = await run({ ...(await liveEnvironment()), GATEWAY_MODE: 'sandbox' });
    const simulators = NAMES.map((name) => `/${name}.simulator.js`);
    for (const part of ['/sandbox/sandbox.js', '/simulation/simulator-server.js', ...simulators]) {
      expect(loaded.filter((url) => url.endsWith(part))).toHaveLength(1);
    }
  });
});
