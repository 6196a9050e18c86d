import { parseApiKeys, type Caller } from '../auth/api-keys.js';
import { choice, host, integer, setting, type SettingValues } from './setting.js';

export const MODES = ['live', 'sandbox'] as const;
export type Mode = (typeof MODES)[number];

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const mode = setting('GATEWAY_MODE', choice(MODES), {
  description: '`live` calls the real providers; `sandbox` starts simulators of them in the same process.',
  default: 'live',
});
const listenHost = setting('HOST', host, { description: 'Address to listen on.', default: '127.0.0.1' });
const listenPort = setting('PORT', integer(0, 65_535), { description: 'Port to listen on.', default: '3000' });
const apiKeys = setting('GATEWAY_API_KEYS', parseApiKeys, {
  description:
    'Callers: comma-separated `name:<sha256 hex of the key>[:scope scope …]`, as printed by `npm run key`. ' +
    'Required in live mode.',
  secret: true,
});
const docs = setting('GATEWAY_DOCS', choice(['on', 'off']), {
  description: 'Swagger UI at `/docs` and the document at `/openapi.json`.',
  default: 'on',
});
const uploadMemory = setting('UPLOAD_MEMORY_MIB', integer(1, 65_536), {
  description: 'Files held in memory at any time, all requests together, in MiB.',
  default: '200',
});
const logLevel = setting('GATEWAY_LOG_LEVEL', choice(LOG_LEVELS), {
  description: `Lowest level that is logged: ${LOG_LEVELS.join(', ')}.`,
  default: 'info',
});
const drainDelay = setting('GATEWAY_DRAIN_DELAY_MS', integer(0, 60_000), {
  description: 'After SIGTERM: how long requests are still accepted while readiness says 503, in milliseconds.',
  default: '5000',
});
const drainTimeout = setting('GATEWAY_DRAIN_TIMEOUT_MS', integer(0, 300_000), {
  description: 'After SIGTERM: how long work in flight may take to finish, in milliseconds.',
  default: '20000',
});

/** Every setting of the gateway itself, in the order of `.env.example`. */
export const GATEWAY_SETTINGS = [
  mode,
  listenHost,
  listenPort,
  apiKeys,
  docs,
  uploadMemory,
  logLevel,
  drainDelay,
  drainTimeout,
];

export interface GatewayConfig {
  readonly mode: Mode;
  readonly host: string;
  readonly port: number;
  readonly callers: ReadonlyMap<string, Caller>;
  readonly docs: boolean;
  readonly uploadMemoryBytes: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly drainDelayMs: number;
  readonly drainTimeoutMs: number;
}

/** Reads the gateway's own settings; problems are left in `values`. */
export function loadGatewaySettings(values: SettingValues): GatewayConfig {
  const chosen = values.get(mode) ?? 'live';
  const callers = values.get(apiKeys);
  if (chosen === 'live' && callers === null && !values.problems.some(({ variable }) => variable === apiKeys.name)) {
    values.report(apiKeys.name, 'is required in live mode; make an entry with `npm run key -- <name>`');
  }
  return {
    mode: chosen,
    host: values.get(listenHost) ?? '127.0.0.1',
    port: values.get(listenPort) ?? 3000,
    callers: callers ?? new Map(),
    docs: values.get(docs) !== 'off',
    uploadMemoryBytes: (values.get(uploadMemory) ?? 200) * 1_048_576,
    logLevel: values.get(logLevel) ?? 'info',
    drainDelayMs: values.get(drainDelay) ?? 0,
    drainTimeoutMs: values.get(drainTimeout) ?? 0,
  };
}
