// The processes of a campaign: the built gateway on a core of its own; providers and load generator on the other.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ledgerWithPast } from '../bench/ledger-with-past.mjs';
import { CONTENDER_CORE, OTHER_CORE, onCore, residentMemory } from '../bench/machine.mjs';
import { answering, productionFlags, start, stop } from '../bench/processes.mjs';
import { freePort } from '../support/free-port.mjs';

const here = (name) => new URL(name, import.meta.url).pathname;
const MAIN = here('../../dist/main.js');
export const NAMES = ['cartevo', 'spherepay', 'partner'];
export const SCOPES = 'customers:read customers:write cards:read cards:write sensitive:read admin';

/** The entry of a key that is the caller’s own name. */
export function keyEntry(name, key = name) {
  return `${name}:${createHash('sha256').update(key).digest('hex')}:${SCOPES}`;
}

export const authorized = (name = 'load') => ({ authorization: `Bearer ${name}` });

/** Starts the three providers; they answer at once and rightly until they are told otherwise. */
export async function startProviders(program = here('upstream.mjs'), env = {}) {
  const ports = [await freePort(), await freePort(), await freePort()];
  const child = start([process.execPath, program], { core: OTHER_CORE, env: { PORTS: ports.join(','), ...env } });
  const urls = Object.fromEntries(NAMES.map((name, index) => [name, `http://127.0.0.1:${ports[index]}`]));
  await answering(`${urls.partner}/seen`, child);
  const json = async (url, init) => (await fetch(url, init)).json();
  return {
    urls,
    child,
    behave: (name, behaviour) => json(`${urls[name]}/behave`, { method: 'POST', body: JSON.stringify(behaviour) }),
    seen: (name) => json(`${urls[name]}/seen`),
    stop: () => stop(child),
  };
}

/** Settings with which the gateway finds these providers. */
export function environmentFor(urls) {
  return {
    CARTEVO_BASE_URL: `${urls.cartevo}/api/v1`,
    CARTEVO_ACCESS_TOKEN: 'load-token',
    SPHEREPAY_BASE_URL: urls.spherepay,
    SPHEREPAY_API_KEY: 'load-key',
    PARTNER_BASE_URL: urls.partner,
    PARTNER_API_KEY: 'load-key',
    PARTNER_API_SECRET: 'load-secret',
  };
}

/** Where a gateway runs, and how a row of a report says so. On two cores the threads of V8 need not share one with the main thread. */
export const ON_TWO_CORES = { cores: `${CONTENDER_CORE},${OTHER_CORE}`, place: '' };
export const ON_ONE_CORE = { cores: `${CONTENDER_CORE}`, place: ', gateway on one core' };

/** Starts the gateway as in production, with its log in a file, and waits until it answers. */
export async function startGateway(environment, { port, flags = [], probe = true, cores = CONTENDER_CORE } = {}) {
  const listen = port ?? (await freePort());
  const directory = mkdtempSync(join(tmpdir(), 'gateway-load-'));
  const logFile = join(directory, 'gateway.log');
  const log = openSync(logFile, 'a');
  const nodeFlags = [...(probe ? ['--expose-gc', `--import=${here('gateway-probe.mjs')}`] : []), ...flags];
  const [program, ...args] = onCore(cores, [process.execPath, ...productionFlags(), ...nodeFlags, MAIN]);
  const child = spawn(program, args, {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      PORT: `${listen}`,
      // Two gateways on one machine would want the same one.
      METRICS_PORT: `${await freePort()}`,
      GATEWAY_LOG_LEVEL: 'info',
      GATEWAY_RATE_LIMIT: 'off',
      GATEWAY_DRAIN_DELAY_MS: '0',
      GATEWAY_API_KEYS: keyEntry('load'),
      ...(await ledgerWithPast()),
      ...environment,
    },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  const url = `http://127.0.0.1:${listen}`;
  try {
    await answering(`${url}/health/live`, child);
  } catch (error) {
    throw new Error(`the gateway does not start: ${readFileSync(logFile, 'utf8')}`, { cause: error });
  }
  return {
    url,
    child,
    port: listen,
    memory: () => residentMemory(child.pid),
    logFile,
    state: async () => {
      const answer = once(child, 'message');
      child.send('state');
      return (await answer)[0];
    },
    stop: async () => {
      await stop(child);
      rmSync(directory, { recursive: true });
    },
  };
}

/** Runs streams of requests at constant rates from a process of their own. */
export async function send(url, streams, seconds, { connections } = {}) {
  const [program, ...args] = onCore(OTHER_CORE, [process.execPath, here('sender.mjs')]);
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stdin.end(JSON.stringify({ url, streams, seconds, connections }));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the load generator ended with ${code}`);
  return JSON.parse(output);
}

export const READS = {
  cartevo: '/v1/cartevo/customers/4d4dad81-7899-4612-a9f6-0000{id}',
  spherepay: '/v1/spherepay/customers/customer_f31121c389624d3697cbf3ea{id}',
  partner: '/v1/partner/customers/cus_c001c001c001c001c001c001{id}',
  cards: '/v1/cartevo/customers/4d4dad81-7899-4612-a9f6-0000{id}/cards',
};

/** A stream of reads at a rate a second; every one of another record. */
export function reads(target, rate, { label = target, caller = 'load', headers = {} } = {}) {
  return { label, rate, path: READS[target], headers: { ...authorized(caller), ...headers } };
}

/** The same reads by so many callers, each with one at a time, who wait as long as they are told to. */
export function callersOf(target, callers) {
  return { ...reads(target, null), callers };
}

/** Answers of a stream whose outcome passes the test, together: number, and the worst of the percentiles. */
export function outcomes({ outcomes: all }, matches) {
  const found = Object.entries(all).filter(([code]) => matches(code));
  const count = found.reduce((sum, [, one]) => sum + one.count, 0);
  const retryAfter = found.reduce((sum, [, one]) => sum + one.retryAfter, 0);
  const worst = (key) => found.reduce((most, [, one]) => Math.max(most, one[key]), 0);
  return { count, retryAfter, p50: worst('p50'), p99: worst('p99'), max: worst('max') };
}

export const good = (stream) => outcomes(stream, (code) => /^[23]/.test(code));
export const refused = (stream) => outcomes(stream, (code) => code.startsWith('503'));
export const refusedAtOnce = (stream) => outcomes(stream, (code) => code.startsWith('503') && !waited(code));
/** Refused after a wait for a place. */
export const refusedLater = (stream) => outcomes(stream, waited);
const waited = (code) => code.endsWith(' after a wait');
