import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { CompiledQuery } from 'kysely';
import type { AuditLog as AuditLogClass, AuditQuery } from '../../src/platform/ledger/audit-log.js';
import type { Departure as DepartureClass } from '../../src/platform/ledger/departure.js';
import { loadModule } from './gateway.js';
import { LedgerBook, success, withoutResult } from './ledger-book.js';

const { AuditLog } = await loadModule<{ AuditLog: typeof AuditLogClass }>('platform/ledger/audit-log.js');
const { Departure } = await loadModule<{ Departure: typeof DepartureClass }>('platform/ledger/departure.js');

const ANY_LINES: AuditQuery = { limit: 10, before: null, from: null, to: null, providers: null, filters: {} };
const NARROWED: Partial<AuditQuery>[] = [
  {},
  { from: 1, to: 2 },
  { before: { at: 1, chain: 'chain', seq: 1 } },
  { before: { at: 1, chain: 'chain', seq: 1 }, filters: { subject: 'x' } },
  { providers: new Set(['cartevo']) },
  ...(['caller', 'action', 'provider', 'operation_id', 'subject'] as const).map((column) => ({
    filters: { [column]: 'x' },
  })),
];

/** Does everything that asks the ledger something. */
async function useAll(book: LedgerBook): Promise<void> {
  const { ledger, open } = book;
  await book.ended(success('made-1'));
  const known = await book.ended(withoutResult('not_done', 'refused'), { key: 'key' });
  await ledger.findByKey('test', 'key', 'a funding');
  await book.resume(known);
  const record = await book.ended(withoutResult('unknown', 'lost'));
  await open.takeOver();
  await open.due();
  await open.claim(record);
  await open.explain(record, 'undecided');
  await open.unclaimed(record, ['made-1']);
  await open.rivals(record);
  await open.hasCompany(record);
  await open.count();
  await open.expire();
  const audit = new AuditLog(book.transactions);
  for (const narrowed of NARROWED) await audit.list({ ...ANY_LINES, ...narrowed });
  await audit.check();
  await new Departure(book.transactions, ledger).leave();
}

/** A whole audit is read only for what hardly anything narrows: few providers and actions, each with many lines. */
const MAY_READ_ALL_LINES = /^select \* from "audit" (?:where "(?:provider|action)" |where \(?"at"[ ,]|order by)/;
const OF_OPEN_WRITES = /operations\.state in \('sending', 'unknown'\)/;

/** How each statement reads the two tables that grow without end; `stepsOf` tells the steps by which a table is read. */
export function ledgerPlansSuite(
  open: () => Promise<string>,
  stepsOf: (book: LedgerBook, query: CompiledQuery) => Promise<readonly string[]>,
): void {
  let book: LedgerBook;
  beforeEach(async () => void (book = await LedgerBook.at(await open())));
  afterEach(() => book.close());

  test('reads what it looks for, however much there is beside it', async () => {
    await book.database.ready();
    const asked = new Map<string, CompiledQuery>();
    const executor = Object.getPrototypeOf(Object.getPrototypeOf(book.database.db.getExecutor())) as {
      executeQuery: (query: CompiledQuery) => Promise<unknown>;
    };
    const original = executor.executeQuery;
    const spy = jest.spyOn(executor, 'executeQuery').mockImplementation(function (this: unknown, query) {
      asked.set(query.sql, query);
      return original.call(this, query);
    });
    await useAll(book).finally(() => spy.mockRestore());
    const about = [...asked.values()].filter(({ sql }) => /"(?:operations|audit)"/.test(sql) && !/^insert/.test(sql));
    expect(about.length).toBeGreaterThan(20);
    const wrong: string[] = [];
    for (const query of about) {
      const steps = (await stepsOf(book, query)).filter((step) => /operations|audit/.test(step));
      expect(steps.length).toBeGreaterThan(0);
      for (const step of steps) if (!isNarrow(step, query.sql)) wrong.push(`${step}: ${query.sql}`);
    }
    expect(wrong).toEqual([]);
  });
}

function isNarrow(step: string, statement: string): boolean {
  if (OF_OPEN_WRITES.test(statement)) return /operations_open/.test(step);
  if (/audit_by_time/.test(step)) return MAY_READ_ALL_LINES.test(statement);
  return !/^\s*(?:-> *)?(?:SCAN|Seq Scan)/.test(step);
}
