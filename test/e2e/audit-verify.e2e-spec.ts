import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { verifyAudit } from '../support/audit-tool.js';
import { LedgerGateways, createWith } from '../support/ledger-gateways.js';

const folder = mkdtempSync(join(tmpdir(), 'audit-verify-'));
const whole = join(folder, 'whole.db');
const LINES = 6;

/** Three writes, of which each leaves two lines in one chain. */
beforeAll(async () => {
  const ledger = await LedgerGateways.start(`sqlite:${whole}`);
  const gateway = await ledger.add();
  for (const key of ['one', 'two', 'three']) {
    expect((await createWith(gateway, key, { email: `${key}@example.com` })).status).toBe(201);
  }
  await ledger.stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the tool says of a copy in which somebody has done this. */
function verify(name: string, statement: string) {
  const path = join(folder, `${name}.db`);
  copyFileSync(whole, path);
  const database = new DatabaseSync(path);
  database.exec(statement);
  database.close();
  const { status, stdout } = verifyAudit(`sqlite:${path}`);
  return {
    status,
    said: stdout
      .trim()
      .split('\n')
      .map((line) => line.replace(/^\S{36} /, '')),
  };
}

const COPIED = 'at, caller, request_id, action, provider, operation, operation_id, subject, fields, outcome';
const BETWEEN = `update audit set seq = seq + 1000 where seq > 3; update audit set seq = seq - 999 where seq > 1000;
  insert into audit (chain, seq, ${COPIED}, previous_hash, hash)
  select chain, 4, ${COPIED}, previous_hash, hash from audit where seq = 3`;

test.each([
  ['untouched', 'select 1', 0, [`${LINES} lines in 1 chains, 0 faults`]],
  [
    'changed',
    "update audit set caller = 'x' where seq = 3",
    1,
    ['line 3: changed', `${LINES} lines in 1 chains, 1 faults`],
  ],
  [
    'taken',
    'delete from audit where seq = 3',
    1,
    ['line 4: missing_before', `${LINES - 1} lines in 1 chains, 1 faults`],
  ],
])('a chain that is %s', (name, statement, status, said) => {
  expect(verify(name, statement)).toEqual({ status, said });
});

test('a chain with a line put between is not linked there', () => {
  const { status, said } = verify('between', BETWEEN);
  expect(status).toBe(1);
  expect(said).toEqual(expect.arrayContaining(['line 4: not_linked', 'line 4: changed']));
});
