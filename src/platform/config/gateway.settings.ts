import { randomBytes, randomUUID } from 'node:crypto';
import { parseApiKeys, type Caller } from '../auth/api-keys.js';
import {
  RESILIENCE_SETTINGS,
  loadResilienceSettings,
  type ResilienceConfig,
} from '../resilience/resilience.settings.js';
import { OVERLOAD_SETTINGS, loadOverloadSettings, type OverloadConfig } from '../overload/overload.settings.js';
import { CACHE_SETTINGS, loadCacheSettings, type CacheConfig } from '../cache/cache.settings.js';
import { LEDGER_SETTING_LIST, databaseUrl, loadLedgerSettings, type LedgerConfig } from '../ledger/ledger.settings.js';
import { parseDataKeys, type DataKey } from '../privacy/data-keys.js';
import { choice, host, integer, pattern, portOrOff, setting, type SettingValues } from './setting.js';

/** Begin of the name of a key that the process has made for itself. */
const OWN_KEY = 'own-';

export const MODES = ['live', 'sandbox'] as const;
export type Mode = (typeof MODES)[number];

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const mode = setting('GATEWAY_MODE', choice(MODES), {
  description: '`live` calls the real providers; `sandbox` starts simulators of them in the same process.',
  default: 'live',
});
const listenHost = setting('HOST', host, { description: 'Address to listen on.', default: '127.0.0.1' });
const listenPort = setting('PORT', integer(0, 65_535), { description: 'Port to listen on.', default: '3000' });
const metricsPort = setting('METRICS_PORT', portOrOff, {
  description: 'Port on which `/metrics` is served, at the same address, or `off`.',
  default: '9464',
});
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
  description:
    'Files held in memory at any time, all requests together, in MiB. A single form is let in whatever it needs.',
  default: '200',
});
const redisUrl = setting('REDIS_URL', pattern(/^rediss?:\/\/.+$/, '`redis://…` or `rediss://…`'), {
  description:
    'Several replicas share in it the limits of callers and, encrypted, the answers that they keep; without it each has its own.',
  secret: true,
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

const dataKeys = setting('GATEWAY_DATA_KEYS', parseDataKeys, {
  description:
    'AES-256 keys for what is stored outside of the process: comma-separated `id:base64` of 32 bytes. The first one ' +
    'writes, all can read. Required in live mode with `REDIS_URL` or `DATABASE_URL`; without them a key is made at start, and what was ' +
    'stored before cannot be read after a restart. `npm run key -- --data` prints one.',
  secret: true,
});

/** Every setting of the gateway itself, in the order of `.env.example`. */
export const GATEWAY_SETTINGS = [
  mode,
  listenHost,
  listenPort,
  metricsPort,
  apiKeys,
  docs,
  uploadMemory,
  ...OVERLOAD_SETTINGS,
  redisUrl,
  logLevel,
  drainDelay,
  drainTimeout,
  ...RESILIENCE_SETTINGS,
  dataKeys,
  ...CACHE_SETTINGS,
  ...LEDGER_SETTING_LIST,
];

export interface GatewayConfig {
  readonly mode: Mode;
  readonly host: string;
  readonly port: number;
  /** Null when metrics are not served. */
  readonly metricsPort: number | null;
  readonly callers: ReadonlyMap<string, Caller>;
  readonly docs: boolean;
  readonly uploadMemoryBytes: number;
  readonly overload: OverloadConfig;
  readonly redisUrl: string | null;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly drainDelayMs: number;
  readonly drainTimeoutMs: number;
  readonly resilience: ResilienceConfig;
  /** At least one; the first one writes. */
  readonly dataKeys: readonly DataKey[];
  readonly cache: CacheConfig;
  readonly ledger: LedgerConfig;
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
    metricsPort: values.get(metricsPort),
    callers: callers ?? new Map(),
    docs: values.get(docs) !== 'off',
    uploadMemoryBytes: (values.get(uploadMemory) ?? 200) * 1_048_576,
    overload: loadOverloadSettings(values),
    redisUrl: values.get(redisUrl),
    logLevel: values.get(logLevel) ?? 'info',
    drainDelayMs: values.get(drainDelay) ?? 0,
    drainTimeoutMs: values.get(drainTimeout) ?? 0,
    resilience: loadResilienceSettings(values),
    dataKeys: loadDataKeys(values, chosen),
    cache: loadCacheSettings(values),
    ledger: loadLedgerSettings(values),
  };
}

/** Whether the process has made this key for itself. */
export function isMadeAtStart({ id }: DataKey): boolean {
  return id.startsWith(OWN_KEY);
}

/**
 * A process without keys makes one for itself: good enough for a sandbox, and for a live gateway that shares nothing,
 * which then cannot read after a restart what it has stored before.
 */
function loadDataKeys(values: SettingValues, mode: Mode): readonly DataKey[] {
  const keys = values.get(dataKeys);
  if (keys !== null) return keys;
  const shared = [redisUrl, databaseUrl].filter((one) => values.isSet(one)).map(({ name }) => name);
  if (mode === 'live' && shared.length > 0 && !values.isSet(dataKeys)) {
    values.report(dataKeys.name, `is required with ${shared.join(' or ')} in live mode`);
  }
  // Another name for each process: what one of them has stored is then known to be unreadable, and not taken for different.
  return [{ id: OWN_KEY + randomUUID(), bytes: randomBytes(32) }];
}
