import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { OperationTable } from '../../src/platform/database/tables.js';
import type { OperationRecord } from '../../src/platform/ledger/operation-record.js';
import { ANSWER_LIFE_MS, LedgerBook, success, withoutResult } from './ledger-book.js';

const NOT_DONE = { state: 'not_done', reason: 'provider_rate_limited', resultId: null, answer: null } as const;

/** An open write as the first schema had it. */
function firstRow(): Omit<OperationTable, 'finding'> {
  return {
    id: 'op_00000000000000000000000000000001',
    caller: 'test',
    key_hash: 'hash',
    fingerprint: '',
    provider: 'cartevo',
    operation: 'fundCard',
    target: 'card-1',
    check_path: '/v1/cartevo/cards/card-1/transactions',
    location: null,
    success_status: 201,
    state: 'unknown',
    reason: 'undecided: not_seen_yet',
    result_id: null,
    made_id: null,
    effect: '',
    request_id: 'request-1',
    evidence: '',
    answer: null,
    instance: 'gone',
    attempts: 1,
    checks: 1,
    started_at: 0,
    settle_by: 0,
    settled_at: null,
    next_check_at: null,
    answer_until: 0,
  };
}

/** When the gateway looks at a write next by itself, in ms since 1970; null when it does not any more. */
async function nextLookOf({ database }: LedgerBook, { id }: OperationRecord): Promise<number | null> {
  const rows = database.db.selectFrom('operations').select('next_check_at').where('id', '=', id);
  return (await rows.executeTakeFirstOrThrow()).next_check_at;
}

/** What holds for the book itself, whichever database it is in; `open` gives the address of an empty one. */
export function ledgerBookSuite(open: () => Promise<string>): void {
  let books: LedgerBook[] = [];
  let address: string;
  const another = async () => {
    const book = await LedgerBook.at(address);
    books.push(book);
    return book;
  };
  let book: LedgerBook;

  beforeEach(async () => {
    address = await open();
    book = await another();
  });
  afterEach(async () => {
    await Promise.all(books.map((each) => each.close()));
    books = [];
  });

  describe.each(['lost_before', 'lost_after'] as const)('a resumption whose commit is %s', (fate) => {
    const lose = (at: LedgerBook) => at.transactions.fates.push(fate);

    test('takes no success from a request that resumes the same write at the same time', async () => {
      const record = await book.ended(NOT_DONE);
      lose(book);
      const tries = await Promise.allSettled([book.resume(record), book.resume(record)]);
      const [sent] = tries.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []));
      await book.ledger.flush();
      if (sent) expect(await book.ledger.settle(sent, success('transaction-1'))).toBe(true);
      expect((await book.read(record)).state).toBe(sent ? 'succeeded' : 'not_done');
    });

    test('takes no success from another process', async () => {
      const record = await book.ended(NOT_DONE);
      const other = await another();
      lose(book);
      await expect(book.resume(record)).rejects.toMatchObject({ code: 'ledger_unavailable' });
      const sent = await other.resume(record);
      await book.ledger.flush();
      if (sent) expect(await other.ledger.settle(sent, success('transaction-1'))).toBe(true);
      expect((await book.read(record)).state).toBe(sent ? 'succeeded' : 'not_done');
    });

    test('can be made again once it is known that nothing was sent', async () => {
      const record = await book.ended(NOT_DONE);
      lose(book);
      await expect(book.resume(record)).rejects.toMatchObject({ code: 'ledger_unavailable' });
      expect(await book.resume(record)).toBeNull();
      await book.ledger.flush();
      const sent = await book.resume(await book.read(record));
      expect(sent).toMatchObject({ state: 'sending' });
      await book.ledger.flush();
      expect((await book.read(record)).state).toBe('sending');
    });
  });

  describe('a commit that arrives when its end has been written down already', () => {
    const late = async (work: () => Promise<unknown>) => {
      book.transactions.fates.push('late');
      await expect(work()).rejects.toMatchObject({ code: 'ledger_unavailable' });
      await book.ledger.flush();
      await book.transactions.arrive();
    };

    test('leaves a write that is known not to be sent', async () => {
      const asked = { key: 'a late one' };
      await late(() => book.begin(asked));
      const begun = await book.ledger.findByKey('test', 'a late one', 'a funding');
      expect(begun).toMatchObject({ record: { state: 'sending' } });
      await book.open.takeOver();
      expect(await book.read(begun!.record)).toMatchObject({ state: 'not_done', reason: 'not_sent' });
    });

    test('says nothing of one that was sent under the same number since', async () => {
      const record = await book.ended(NOT_DONE);
      book.transactions.fates.push('lost_before');
      await expect(book.resume(record)).rejects.toMatchObject({ code: 'ledger_unavailable' });
      await book.ledger.flush();
      const sent = await book.resume(record);
      expect(sent).toMatchObject({ attempts: 2 });
      await book.ledger.settle(sent!, withoutResult('unknown', 'provider_timeout'));
      // By somebody who has seen it before it ended.
      await book.open.orphan(sent!);
      expect(await book.read(record)).toMatchObject({ state: 'unknown', reason: 'provider_timeout' });
    });

    test('says nothing of the one that was sent when a second request has changed nothing', async () => {
      const record = await book.ended(NOT_DONE);
      const sent = await book.resume(record);
      await book.ledger.settle(sent!, withoutResult('unknown', 'provider_timeout'));
      book.transactions.fates.push('lost_after');
      await expect(book.resume(record)).rejects.toMatchObject({ code: 'ledger_unavailable' });
      await book.ledger.flush();
      expect(await book.read(record)).toMatchObject({ state: 'unknown', reason: 'provider_timeout' });
    });

    test('knows of open writes on the same record, whatever the capitals of its id', async () => {
      const own = await book.begin({ target: 'card-a', effect: 'one' });
      expect(await book.open.hasCompany(own)).toBe(false);
      await book.begin({ target: 'CARD-A', effect: 'another' });
      expect(await book.open.hasCompany(own)).toBe(true);
    });

    test('leaves a resumption that is known not to be sent, and nothing that is under way is touched', async () => {
      const [record, other] = [await book.ended(NOT_DONE), await book.begin()];
      await late(() => book.resume(record));
      expect((await book.read(record)).state).toBe('sending');
      await book.open.takeOver();
      expect(await book.read(record)).toMatchObject({ state: 'not_done', reason: 'not_sent', attempts: 2 });
      expect((await book.read(other)).state).toBe('sending');
    });
  });

  test('an open write of another caller does not ask for the same', async () => {
    const [own, alike, another] = [await book.begin(), await book.begin(), await book.begin({ caller: 'other' })];
    const rivals = await book.open.rivals(own);
    const rival = ({ id, startedAt, settleBy }: OperationRecord, asksTheSame: boolean) => {
      return { id, startedAt, settleBy, asksTheSame };
    };
    expect(rivals).toHaveLength(2);
    expect(rivals).toEqual(expect.arrayContaining([rival(alike, true), rival(another, false)]));
  });

  test('a write that is sent again is that of the request that sends it', async () => {
    const record = await book.ended(NOT_DONE);
    const other = await book.begin({ effect: 'another' });
    expect(await book.open.rivals(other)).toHaveLength(0);
    const changes = { requestId: 'request-2', checkPath: '/v1/elsewhere', fields: ['/note'], effect: 'another' };
    const again = await book.resume(record, { ...changes, evidence: { known: ['one'] } });
    const told = { requestId: 'request-2', checkPath: '/v1/elsewhere', attempts: 2, settledAt: null };
    expect(again).toMatchObject(told);
    expect(await book.read(record)).toMatchObject(told);
    expect(await book.ledger.evidenceOf(record.id)).toEqual({ known: ['one'] });
    expect(await book.open.rivals(other)).toHaveLength(1);
    await book.ledger.settle(again!, success('transaction-1'));
    expect((await book.auditOf(record)).map((line) => [line.request_id, line.outcome, line.fields])).toEqual([
      ['request-1', 'sending', '["/amount/amountMinor"]'],
      ['request-1', 'not_done: provider_rate_limited', '[]'],
      ['request-2', 'sending', '["/note"]'],
      ['request-2', 'succeeded', '[]'],
    ]);
  });

  test('a look that cannot tell leaves why a write is open, until it ends', async () => {
    const record = await book.begin();
    await book.ledger.settle(record, { ...NOT_DONE, state: 'unknown', reason: 'provider_error' });
    await book.open.explain(await book.read(record), 'undecided: not_seen_yet');
    expect(await book.read(record)).toMatchObject({ reason: 'provider_error', finding: 'undecided: not_seen_yet' });
    await book.open.explain(await book.read(record), 'undecided: not_seen_yet');
    expect((await book.auditOf(record)).map(({ outcome }) => outcome)).toEqual([
      'sending',
      'unknown: provider_error',
      'unknown: undecided: not_seen_yet',
    ]);
    await book.ledger.settle(record, success('transaction-1'));
    expect(await book.read(record)).toMatchObject({ state: 'succeeded', reason: null, finding: null });
  });

  test('an open write is looked at after growing pauses, for as long as answers are kept', async () => {
    const begun = await book.ended(withoutResult('unknown', 'provider_error'));
    const due = async () => (await book.open.due()).map(({ id }) => id);
    const pauses: number[] = [];
    for (let next = await nextLookOf(book, begun); next !== null; next = await nextLookOf(book, begun)) {
      if (next > book.now) pauses.push(next - book.now);
      book.now = next - 1;
      if (pauses.length < 12) expect(await due()).toEqual([]);
      book.now = next;
      const record = await book.read(begun);
      if (pauses.length < 12) expect(await due()).toEqual([begun.id]);
      expect(await book.open.claim(record)).toBe(true);
      expect(await book.open.claim(record)).toBe(false);
    }
    const doubled = Array.from({ length: 8 }, (_, looks) => 2000 * 2 ** looks);
    expect(pauses.slice(0, 8)).toEqual(doubled);
    expect(new Set(pauses.slice(8))).toEqual(new Set([300_000]));
    // Not one look after that time, and none before it left out.
    expect(begun.answerUntil - book.now).toBeGreaterThanOrEqual(0);
    expect(begun.answerUntil - book.now).toBeLessThan(300_000);
    book.now = begun.answerUntil + ANSWER_LIFE_MS;
    expect(await due()).toEqual([]);
    expect((await book.read(begun)).state).toBe('unknown');
  });

  test('a row of the first schema can be read, and ends', async () => {
    const old = await another();
    await old.migrateTo('0001-ledger');
    const row = firstRow();
    const read = () => book.read(row);
    await old.database.db
      .insertInto('operations')
      .values(row as OperationTable)
      .execute();
    expect(await read()).toMatchObject({ state: 'unknown', reason: 'undecided: not_seen_yet', finding: null });
    expect(await book.ledger.settle(await read(), success('transaction-1'))).toBe(true);
  });
}
