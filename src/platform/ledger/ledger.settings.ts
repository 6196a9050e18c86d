import { parseDatabaseUrl, type DatabaseLocation } from '../database/database-url.js';
import { integer, setting, type SettingValues } from '../config/setting.js';

export const databaseUrl = setting('DATABASE_URL', parseDatabaseUrl, {
  description:
    'Database of the ledger (writes, audit): `sqlite:<path>` for one process, `postgres://…` for several replicas. A ' +
    'sandbox without it keeps its ledger in memory.',
  default: 'sqlite:./data/gateway.db',
  secret: true,
});
const answerLife = setting('GATEWAY_IDEMPOTENCY_HOURS', integer(1, 8760), {
  description: 'How long the answer to a write is given again for its idempotency key, in hours.',
  default: '24',
});
const reconcileInterval = setting('GATEWAY_RECONCILE_MS', integer(50, 60_000), {
  description: 'How often the gateway looks for writes whose outcome is open, in milliseconds.',
  default: '2000',
});

const aftermath = setting('GATEWAY_WRITE_AFTERMATH_MS', integer(0, 3_600_000), {
  description:
    'How long after the deadline of a write its provider may still carry it out, in milliseconds: only then does it ' +
    'count as not done that nothing is to be seen of it.',
  default: '30000',
});

export const LEDGER_SETTING_LIST = [databaseUrl, answerLife, reconcileInterval, aftermath];

export interface LedgerConfig {
  readonly database: DatabaseLocation;
  readonly answerLifeMs: number;
  readonly reconcileMs: number;
  readonly aftermathMs: number;
}

/** Injection token of the ledger’s configuration. */
export const LEDGER_SETTINGS = Symbol('ledger settings');

export function loadLedgerSettings(values: SettingValues): LedgerConfig {
  return {
    database: values.get(databaseUrl) ?? { kind: 'sqlite', path: ':memory:' },
    answerLifeMs: (values.get(answerLife) ?? 24) * 3_600_000,
    reconcileMs: values.get(reconcileInterval) ?? 2000,
    aftermathMs: values.get(aftermath) ?? 30_000,
  };
}
