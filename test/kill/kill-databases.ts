import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { PostgresServer } from '../support/postgres-server.js';

/** Something that is held where it stands. */
export interface Held {
  /** Resolves when the process stands at the point. */
  readonly reached: Promise<unknown>;
  /** Lets go of what is held. */
  readonly letGo: () => Promise<void>;
}

/** The database of a ledger, as a test looks at it and gets into its way. */
export interface KillDatabase {
  readonly address: string;
  /** Keeps a table from being changed; reached when somebody wants to. */
  lock(table: 'operations' | 'audit'): Promise<Held>;
  /** State and number of attempts of the write with this key; null when it is not recorded. */
  stateOf(key: string): Promise<string | null>;
  /** Resolves when one more write has succeeded. */
  oneMoreSucceeded(): Promise<void>;
}

const SUCCEEDED = "select count(*) as count from operations where state = 'succeeded'";
const STATE = "select state || ' ' || attempts as state from operations where key_hash = ?";
/** SQLite does not tell of those who wait; a write stands at its lock within milliseconds. */
const LONG_ENOUGH_MS = 400;

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}

export function inPostgres(server: PostgresServer, name: string): KillDatabase {
  return {
    address: server.url(name),
    async lock(table) {
      const done = Promise.withResolvers<void>();
      const locked = Promise.withResolvers<void>();
      const over = server.ask(async (client) => {
        await client.query('begin');
        await client.query(`lock table ${table} in share mode`);
        locked.resolve();
        await done.promise;
        await client.query('rollback');
      }, name);
      await locked.promise;
      const reached = server.ask(async (client) => {
        const waiting = async () => (await client.query('select 1 from pg_locks where not granted')).rows.length > 0;
        while (!(await waiting())) await pause(10);
      }, name);
      return { reached, letGo: () => (done.resolve(), over) };
    },
    async stateOf(key) {
      const { rows } = await server.ask((client) => client.query(STATE.replace('?', '$1'), [hashOf(key)]), name);
      return (rows[0] as { state: string } | undefined)?.state ?? null;
    },
    oneMoreSucceeded() {
      return server.ask(async (client) => {
        const count = async () => ((await client.query(SUCCEEDED)).rows[0] as { count: string }).count;
        const before = await count();
        while ((await count()) === before) await pause(1);
      }, name);
    },
  };
}

export function inSqlite(path: string): KillDatabase {
  return {
    address: `sqlite:${path}`,
    lock() {
      const other = new DatabaseSync(path, { timeout: 5000 });
      other.exec('begin immediate');
      return Promise.resolve({ reached: pause(LONG_ENOUGH_MS), letGo: () => Promise.resolve(other.close()) });
    },
    stateOf(key) {
      const other = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
      const row = other.prepare(STATE).get(hashOf(key)) as { state: string } | undefined;
      other.close();
      return Promise.resolve(row?.state ?? null);
    },
    async oneMoreSucceeded() {
      const other = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
      const count = () => (other.prepare(SUCCEEDED).get() as { count: number }).count;
      const before = count();
      while (count() === before) await pause(1);
      other.close();
    },
  };
}
