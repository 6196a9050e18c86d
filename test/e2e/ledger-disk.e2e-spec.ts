import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { TestGateway } from '../support/gateway.js';
import { LedgerGateways, operationOf } from '../support/ledger-gateways.js';
import {
  AWAY_LINE,
  BACK_LINE,
  createFor,
  expectBooksHold,
  expectWritesBack,
  expectWritesRefused,
  linesOf,
  readOne,
  unsettledOf,
} from '../support/ledger-outage.js';
import { SmallDisk, describeWithRealDisks, freezeFiles, thawFiles } from '../support/real-disk.js';
import { eventually } from '../support/redis-server.js';
import { scrape } from '../support/metrics.js';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

function smallDisk(): SmallDisk {
  const disk = SmallDisk.mount(3072);
  cleanUp.push(() => disk.remove());
  return disk;
}

function folderOnDisk(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-disk-'));
  cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function startAt(path: string): Promise<{ ledger: LedgerGateways; gateway: TestGateway }> {
  const ledger = await LedgerGateways.start(`sqlite:${path}`);
  cleanUp.push(() => ledger.stop());
  return { ledger, gateway: await ledger.add({ METRICS_PORT: '0', CARTEVO_TIMEOUT_MS: '10000' }) };
}

const isAvailable = async ({ metricsPort }: TestGateway) =>
  (await scrape(metricsPort)).value('gateway_ledger_available') === 1;

describeWithRealDisks('a ledger in SQLite', () => {
  test('on a full disk: writes are refused, reads go on, and with space all is recorded without a restart', async () => {
    const disk = smallDisk();
    const { ledger, gateway } = await startAt(join(disk.folder, 'gateway.db'));
    expect((await createFor(gateway, 'before')).status).toBe(201);
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    ledger.books.hold.after = () => (arrive(), held);
    const underWay = createFor(gateway, 'under-way');
    await arrived;
    disk.fill();
    letGo();
    const told = await underWay;
    expect(told.status).toBe(201);
    for (let round = 0; round < 20; round++) await expectWritesRefused(gateway, ledger, `full-${round}`);
    // What was refused is not remembered; what has ended is.
    expect(unsettledOf(gateway)).toBe(1);
    expect((await readOne(gateway, ledger)).status).toBe(200);
    expect((await operationOf(gateway, told)).body.data.state).toBe('sending');
    await pause(300);
    // That the process is there may still be written, every 4 s, and then it is not away for a moment.
    const [away, back] = [linesOf(gateway, AWAY_LINE), linesOf(gateway, BACK_LINE)];
    expect([away - back, away <= 2]).toEqual([1, true]);
    expect(await isAvailable(gateway)).toBe(false);
    disk.free();
    await eventually(() => isAvailable(gateway), 10_000);
    await eventually(async () => (await operationOf(gateway, told)).body.data.state === 'succeeded');
    const again = await createFor(gateway, 'under-way');
    expect({ text: again.text, replayed: again.headers.get('idempotency-replayed') }).toEqual({
      text: told.text,
      replayed: 'true',
    });
    for (let round = 0; round < 20; round++) expect((await createFor(gateway, `full-${round}`)).status).toBe(201);
    await expectBooksHold(gateway, ledger);
  });

  test('whose files become read-only while they are open: the same', async () => {
    const folder = folderOnDisk();
    const { ledger, gateway } = await startAt(join(folder, 'gateway.db'));
    expect((await createFor(gateway, 'before')).status).toBe(201);
    // Not its index, which is mapped memory: the system would end the process (see docs/robustness.md).
    const frozen = [folder, ...['', '-wal'].map((suffix) => join(folder, `gateway.db${suffix}`))];
    freezeFiles(...frozen);
    try {
      for (let round = 0; round < 5; round++) await expectWritesRefused(gateway, ledger, `frozen-${round}`);
      expect((await readOne(gateway, ledger)).status).toBe(200);
      await pause(300);
      expect(linesOf(gateway, BACK_LINE)).toBe(0);
    } finally {
      thawFiles(...frozen);
    }
    await expectWritesBack(gateway, 'frozen-0');
    await expectBooksHold(gateway, ledger);
  });

  test('that is on a read-only disk at the start: serves reads, refuses writes, recovers by itself', async () => {
    const disk = smallDisk();
    const path = join(disk.folder, 'gateway.db');
    const first = await startAt(path);
    const told = await createFor(first.gateway, 'before');
    await first.gateway.stop();
    first.ledger.gateways.length = 0;
    disk.makeReadOnly();
    const gateway = await first.ledger.add();
    await expectWritesRefused(gateway, first.ledger, 'read-only');
    expect((await readOne(gateway, first.ledger)).status).toBe(200);
    expect((await gateway.call('/health/ready', { key: null })).status).toBe(200);
    disk.makeWritable();
    await expectWritesBack(gateway, 'read-only');
    expect((await createFor(gateway, 'before')).text).toBe(told.text);
    await expectBooksHold(gateway, first.ledger);
  });

  test('that a killed process has left behind, and that is read-only at the start: recovers by itself', async () => {
    const [folder, copy] = [folderOnDisk(), folderOnDisk()];
    const { ledger, gateway: dead } = await startAt(join(folder, 'gateway.db'));
    const told = await createFor(dead, 'before');
    // As a kill leaves them: with the changes of the last minutes in a file of their own.
    for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(copy, name));
    const path = join(copy, 'gateway.db');
    freezeFiles(path, `${path}-wal`);
    try {
      const gateway = await ledger.add({ DATABASE_URL: `sqlite:${path}` });
      await expectWritesRefused(gateway, ledger, 'left-behind');
      expect((await operationOf(gateway, told)).body.data.state).toBe('succeeded');
      thawFiles(path, `${path}-wal`);
      await expectWritesBack(gateway, 'left-behind');
      await expectBooksHold(gateway, ledger);
    } finally {
      thawFiles(path, `${path}-wal`);
    }
  });

  test('whose folder cannot be made yet: serves reads, refuses writes, and makes it as soon as it can', async () => {
    const disk = smallDisk();
    disk.makeReadOnly();
    const { ledger, gateway } = await startAt(join(disk.folder, 'data', 'gateway.db'));
    await expectWritesRefused(gateway, ledger, 'no-folder');
    expect((await gateway.call('/v1/cartevo/customers')).status).toBe(200);
    expect(linesOf(gateway, AWAY_LINE)).toBe(1);
    disk.makeWritable();
    await expectWritesBack(gateway, 'no-folder');
  });
});

describe('a ledger at a place that cannot be one', () => {
  test.each([
    ['a folder', (path: string) => mkdirSync(path)],
    [
      'a file of something else',
      (path: string) => writeFileSync(path, 'this is no database, and long enough. '.repeat(99)),
    ],
  ])('%s: the gateway starts, says so, serves reads and refuses writes', async (_name, make) => {
    const path = join(folderOnDisk(), 'gateway.db');
    make(path);
    const { ledger, gateway } = await startAt(path);
    // By itself, before anybody writes.
    await eventually(() => linesOf(gateway, AWAY_LINE) > 0);
    await expectWritesRefused(gateway, ledger, 'nowhere');
    expect((await gateway.call('/v1/cartevo/customers')).status).toBe(200);
    expect(unsettledOf(gateway)).toBe(0);
  });
});
