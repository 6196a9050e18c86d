import type { ProviderConnection } from './provider.settings.js';
import { GATEWAY_SETTINGS, loadGatewaySettings, type GatewayConfig } from './gateway.settings.js';
import { SettingValues, type Environment, type Setting, type SettingProblem } from './setting.js';

/** What the configuration has to know of a provider. */
export interface ConfiguredProvider {
  readonly name: string;
  readonly settings: readonly Setting[];
  load(values: SettingValues): { readonly config: ProviderConnection | null };
}

export interface Configuration<P extends ConfiguredProvider> {
  readonly gateway: GatewayConfig;
  readonly enabled: readonly { readonly registration: P; readonly connection: ProviderConnection }[];
  /** Variables that look like settings and are none; worth a warning, since they may be misspelt. */
  readonly unknown: readonly string[];
}

/** Every problem of a configuration at once; the message names variables and never values. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly SettingProblem[]) {
    super(`The configuration is wrong:\n${problems.map((one) => `  ${one.variable} ${one.problem}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

/** Reads the whole configuration; throws `ConfigurationError` with all that is wrong. */
export function loadConfiguration<P extends ConfiguredProvider>(
  environment: Environment,
  all: readonly P[],
): Configuration<P> {
  const values = new SettingValues(environment);
  const gateway = loadGatewaySettings(values);
  const enabled = all.flatMap((registration) => {
    const { config } = registration.load(values);
    return config === null ? [] : [{ registration, connection: config }];
  });
  const names = new Set(all.map(({ name }) => name));
  for (const caller of gateway.callers.values()) {
    for (const provider of caller.providers ?? []) {
      if (!names.has(provider)) values.report('GATEWAY_API_KEYS', 'limits a key to a provider that does not exist');
    }
  }
  if (gateway.mode === 'sandbox' && environment['NODE_ENV'] === 'production') {
    values.report('GATEWAY_MODE', 'must not be sandbox when NODE_ENV is production');
  }
  const credentials = all.flatMap(({ settings }) => settings.filter(({ secret }) => secret));
  if (!credentials.some((setting) => values.isSet(setting))) {
    const names = credentials.map(({ name }) => name).join(', ');
    values.report(names, 'are all empty: set the credentials of at least one provider');
  }
  if (values.problems.length > 0) throw new ConfigurationError(values.problems);
  return { gateway, enabled, unknown: unknownVariables(environment, all) };
}

function unknownVariables(environment: Environment, all: readonly ConfiguredProvider[]): string[] {
  const settings = [...GATEWAY_SETTINGS, ...all.flatMap(({ settings }) => settings)];
  const known = new Set(settings.flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name])));
  const prefixes = ['GATEWAY', ...all.map(({ name }) => name.toUpperCase())];
  return Object.keys(environment).filter(
    (name) => !known.has(name) && prefixes.some((prefix) => name.startsWith(`${prefix}_`)),
  );
}
