import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from '@jest/globals';
import { CompiledQuery, sql } from 'kysely';
import { LedgerBook } from '../support/ledger-book.js';
import { deadlineSuite } from '../support/ledger-deadline-suite.js';
import { LedgerGateways, createWith } from '../support/ledger-gateways.js';
import { ledgerBookSuite } from '../support/ledger-book-suite.js';
import { ledgerExpirySuite } from '../support/ledger-expiry-suite.js';
import { ledgerPlansSuite } from '../support/ledger-plans-suite.js';
import { ledgerSuite } from '../support/ledger-suite.js';

const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
let files = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a ledger in SQLite', () => {
  const open = () => Promise.resolve(`sqlite:${join(folder, `${++files}`, 'gateway.db')}`);

  ledgerSuite(open);
  deadlineSuite(open, (address) => {
    const other = new DatabaseSync(address.slice('sqlite:'.length));
    other.exec('begin immediate');
    return () => other.close();
  });
  ledgerBookSuite(open);
  ledgerExpirySuite(open);
  ledgerPlansSuite(open, async ({ database }, { sql, parameters }) => {
    const explain = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]);
    const { rows } = await database.db.executeQuery<{ detail: string }>(explain);
    return rows.map(({ detail }) => detail);
  });

  test('has on the disk what it has committed', async () => {
    const address = await open();
    const book = await LedgerBook.at(address);
    try {
      await book.begin();
      const { db } = book.database;
      // 2 is FULL; it holds for one connection, so that it is this one that must be asked.
      expect((await sql`pragma synchronous`.execute(db)).rows).toEqual([{ synchronous: 2 }]);
      expect((await sql`pragma journal_mode`.execute(db)).rows).toEqual([{ journal_mode: 'wal' }]);
      const other = new DatabaseSync(address.slice('sqlite:'.length), { readOnly: true });
      expect(other.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' });
      other.close();
    } finally {
      await book.close();
    }
  });

  test('holds nothing personal in clear', async () => {
    const at = join(folder, 'sealed');
    const ledger = await LedgerGateways.start(`sqlite:${join(at, 'gateway.db')}`);
    const answer = await createWith(await ledger.add(), 'a-key-of-the-caller', { email: 'sealed.person@example.com' });
    expect(answer.status).toBe(201);
    await ledger.stop();
    const stored = readdirSync(at)
      .map((name) => readFileSync(join(at, name), 'latin1'))
      .join('');
    expect(stored).toContain('createCustomer');
    expect(stored).not.toMatch(/sealed\.person|Amina|Testou|TEST0000042|237677000001|1990-01-15|a-key-of-the-caller/);
  });
});
