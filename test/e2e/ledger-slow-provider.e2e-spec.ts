import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { LedgerBook } from '../support/ledger-book.js';
import { LedgerGateways, createWith, operationOf } from '../support/ledger-gateways.js';
import { createFor } from '../support/ledger-outage.js';
import { eventually } from '../support/redis-server.js';

const BEAT_MS = 4000;
const folder = mkdtempSync(join(tmpdir(), 'ledger-slow-'));
let ledger: LedgerGateways;
let book: LedgerBook;
let letGo = () => {};
beforeEach(async () => {
  ledger = await LedgerGateways.start(`sqlite:${join(folder, 'gateway.db')}`);
  book = await LedgerBook.at(ledger.database);
});
afterEach(async () => {
  letGo();
  await book.close();
  await ledger.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a provider that answers no look keeps neither the heartbeat nor the taking over of writes', async () => {
  const { books } = ledger;
  const gateway = await ledger.add({ CARTEVO_TIMEOUT_MS: '8000' });
  books.fate = () => 'lost_after';
  const lost = await Promise.all(['one', 'two', 'three'].map((key) => createFor(gateway, key)));
  const { promise: held, resolve } = Promise.withResolvers<void>();
  letGo = resolve;
  books.hold.read = () => held;
  await eventually(async () => (await operationOf(gateway, lost[0]!)).body.data.checks > 0);
  books.fate = () => 'answered';
  books.hold.before = () => held;
  const slow = createWith(gateway, 'slow', { email: 'slow@example.com' });
  const seen = async () => {
    const rows = await book.transactions.read((db) => db.selectFrom('instances').selectAll().execute());
    return Math.max(...rows.map(({ seen_at }) => seen_at));
  };
  await eventually(async () => books.creates === lost.length + 1);
  const began = await seen();
  // Of a process that was last seen long ago.
  const dead = await book.begin();
  await eventually(async () => (await book.read(dead)).state === 'unknown', 2000);
  await eventually(async () => (await seen()) > began, BEAT_MS + 2000);
  letGo();
  expect((await slow).status).toBe(201);
}, 40_000);
