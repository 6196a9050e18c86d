import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { ConfiguredProvider } from './configuration.js';
import { MODES } from './gateway.settings.js';
import type { Environment } from './setting.js';

/**
 * The environment as the gateway sees it: the process's own variables, then `.env`, then `config/<mode>.env`. An empty
 * variable counts as not set, at every step.
 */
export function readEnvironment(own: Environment, directory: string): Environment {
  const base = merge(readEnvFile(join(directory, '.env')), own);
  const mode = MODES.find((known) => known === base['GATEWAY_MODE']) ?? 'live';
  return merge(readEnvFile(join(directory, 'config', `${mode}.env`)), base);
}

/** An environment in which every provider is its simulator, whatever else was set: the sandbox calls nobody outside. */
export function sandboxEnvironment(
  environment: Environment,
  all: readonly ConfiguredProvider[],
  simulators: readonly { readonly environment: Environment }[],
): Environment {
  const result: Record<string, string | undefined> = { ...environment };
  for (const { settings } of all) {
    for (const { name, secret } of settings) {
      if (secret || name.endsWith('_BASE_URL')) for (const variable of [name, `${name}_FILE`]) delete result[variable];
    }
  }
  // What the simulators hold is gone when they stop, and so are the writes that made it.
  if (!result['DATABASE_URL'] && !result['DATABASE_URL_FILE']) result['DATABASE_URL'] = 'sqlite::memory:';
  return Object.assign(result, ...simulators.map((simulator) => simulator.environment)) as Environment;
}

function merge(below: Environment, above: Environment): Environment {
  const set = Object.entries(above).filter(([, value]) => value !== undefined && value !== '');
  return { ...below, ...Object.fromEntries(set) };
}

function readEnvFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}
