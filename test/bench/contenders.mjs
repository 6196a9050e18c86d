// Who is measured: one process each, all answering the same reads.
import { createHash } from 'node:crypto';
import { mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ledgerWithPast } from './ledger-with-past.mjs';
import { CONTENDER_CORE } from './machine.mjs';
import { answering, productionFlags, start } from './processes.mjs';
import { freePort } from '../support/free-port.mjs';

const ROOT = new URL('../..', import.meta.url).pathname;
const CACHE = join(ROOT, 'node_modules/.cache/gateway-bench');
const NEST_SOURCES = join(import.meta.dirname, 'contenders/nest-axios');
const SAMPLE = '/v1/spherepay/customers/customer_0123456789abcdef0123456789abcdef';

/** Titles in the order of the table; the figures are looked up by these names. */
export const CONTENDERS = {
  gateway: 'this gateway, everything on',
  bare: 'bare `node:http` + undici, the gateway’s mapper',
  fastify: 'Fastify + undici, the gateway’s mapper',
  usual: 'Nest on Express, axios, class-transformer',
  proxy: '`@fastify/http-proxy`, no mapping',
};
export const CACHED = {
  gatewayCached: 'this gateway, read from its cache',
  constant: 'bare Fastify, a constant of the same size',
};

/** Settings of the gateway as an operator would have them. */
export function gatewaySettings(upstream, port, metricsPort, ledger) {
  return {
    ...ledger,
    PORT: `${port}`,
    METRICS_PORT: `${metricsPort}`,
    // One caller has the whole load: counted as in production, never refused.
    GATEWAY_RATE_LIMIT: '999999999/60',
    GATEWAY_API_KEYS: `bench:${createHash('sha256').update('bench').digest('hex')}`,
    SPHEREPAY_BASE_URL: upstream,
    SPHEREPAY_API_KEY: 'bench',
    CARTEVO_BASE_URL: upstream,
    CARTEVO_ACCESS_TOKEN: 'bench',
  };
}

/** Starts the built gateway, its log in a file; `url` answers already. */
export async function startGateway(upstream, options = {}) {
  mkdirSync(CACHE, { recursive: true });
  const port = await freePort();
  const child = start([process.execPath, ...productionFlags(), join(ROOT, 'dist/main.js')], {
    core: CONTENDER_CORE,
    env: gatewaySettings(upstream, port, await freePort(), await ledgerWithPast()),
    log: openSync(join(CACHE, 'gateway.log'), 'w'),
  });
  const url = `http://127.0.0.1:${port}`;
  await answering(`${url}/health/ready`, child, options);
  return { url, child };
}

/** Starts one of the others. */
export async function startContender(name, upstream, env = {}) {
  const program = name === 'usual' ? compileNest() : join(import.meta.dirname, 'contenders', `${name}.mjs`);
  const port = await freePort();
  const child = start([process.execPath, program], {
    core: CONTENDER_CORE,
    env: { NODE_ENV: 'production', UPSTREAM: upstream, PORT: `${port}`, ...env },
  });
  const url = `http://127.0.0.1:${port}`;
  await answering(url + SAMPLE, child);
  return { url, child };
}

/** One answer of a contender, as text and as an object. */
export async function sampleOf({ url }) {
  const response = await fetch(url + SAMPLE, { headers: { authorization: 'Bearer bench' } });
  const text = await response.text();
  return { text, answer: JSON.parse(text) };
}

/** Node runs no decorators, so the Nest service is compiled as any Nest service is. */
function compileNest() {
  const directory = join(CACHE, 'nest-axios');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  for (const file of readdirSync(NEST_SOURCES)) {
    const compilerOptions = { ...options, sourceMap: false, module: ts.ModuleKind.ESNext };
    const source = readFileSync(join(NEST_SOURCES, file), 'utf8');
    const { outputText } = ts.transpileModule(source, { fileName: file, compilerOptions });
    writeFileSync(join(directory, file.replace(/\.ts$/, '.js')), outputText);
  }
  return join(directory, 'main.js');
}
