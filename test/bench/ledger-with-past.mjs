// The ledger of a gateway that has been at work for some days: what is measured must not grow slower with it.
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pino } from 'pino';
import { LedgerDatabase } from '../../dist/platform/database/database.js';

const WRITES = 10_000;
/** About as many bytes as evidence and answer of a created customer take when they are sealed. */
const SEALED = 'x'.repeat(1500);
const DATA_KEY = `past:${randomBytes(32).toString('base64')}`;
const DAY_MS = 86_400_000;

const folder = mkdtempSync(join(tmpdir(), 'gateway-ledger-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const template = join(folder, 'template.db');
let made = null;
let copies = 0;

/** Settings of a ledger of its own, with ten thousand writes that have ended and their lines in the audit. */
export async function ledgerWithPast() {
  made ??= make();
  await made;
  const path = join(folder, `${++copies}.db`);
  copyFileSync(template, path);
  return { DATABASE_URL: `sqlite:${path}`, GATEWAY_DATA_KEYS: DATA_KEY };
}

async function make() {
  const ledger = await LedgerDatabase.make({ kind: 'sqlite', path: template }, pino({ enabled: false }));
  await ledger.ready();
  await ledger.close();
  const database = new DatabaseSync(template);
  const now = Date.now();
  database.exec('begin');
  for (let number = 0; number < WRITES; number++) addWrite(database, number, now - number);
  database.exec('commit; pragma wal_checkpoint(truncate)');
  database.close();
}

function addWrite(database, number, at) {
  const id = `op_${number.toString(16).padStart(32, '0')}`;
  insert(database, 'operations', {
    id,
    caller: 'past',
    key_hash: id,
    fingerprint: SEALED.slice(0, 80),
    provider: 'cartevo',
    operation: 'createCustomer',
    check_path: '/v1/cartevo/customers',
    success_status: 201,
    state: 'succeeded',
    result_id: id,
    made_id: id,
    effect: SEALED.slice(0, 80),
    request_id: id,
    evidence: SEALED,
    answer: SEALED,
    instance: 'past',
    attempts: 1,
    checks: 0,
    started_at: at,
    settle_by: at,
    settled_at: at,
    answer_until: at + DAY_MS,
  });
  for (const seq of [2 * number + 1, 2 * number + 2]) {
    insert(database, 'audit', {
      chain: 'past',
      seq,
      at,
      caller: 'past',
      request_id: id,
      action: seq % 2 === 1 ? 'write_begun' : 'write_settled',
      provider: 'cartevo',
      operation: 'createCustomer',
      operation_id: id,
      subject: id,
      fields: '[]',
      outcome: 'succeeded',
      previous_hash: id,
      hash: id,
    });
  }
}

const statements = new Map();

function insert(database, table, row) {
  const columns = Object.keys(row);
  let statement = statements.get(table);
  if (!statement) {
    statement = database.prepare(`insert into ${table} (${columns.join()}) values (${columns.map(() => '?').join()})`);
    statements.set(table, statement);
  }
  statement.run(...Object.values(row));
}
