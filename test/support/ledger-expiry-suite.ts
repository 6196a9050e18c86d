import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ANSWER_LIFE_MS, LedgerBook, asked, success } from './ledger-book.js';
import { LedgerGateways, createWith, operationOf } from './ledger-gateways.js';
import { expectProblem } from './problem.js';

const HOUR_MS = 3_600_000;
const KEY_LIFE_MS = 30 * 24 * HOUR_MS;

/** How long things are kept, whichever database the ledger is in; `open` gives the address of an empty one. */
export function ledgerExpirySuite(open: () => Promise<string>): void {
  let address: string;
  let book: LedgerBook;
  beforeEach(async () => {
    address = await open();
    book = await LedgerBook.at(address);
  });
  afterEach(() => book.close());

  const exists = async (id: string) => (await book.ledger.get(id)) !== null;
  const expireAfter = async (ms: number) => {
    book.now += ms;
    return book.open.expire();
  };

  describe('what is kept of a write that has ended', () => {
    test('is all of it for as long as answers are given again, and not longer', async () => {
      const { id } = await book.ended(success('transaction-1'));
      await expireAfter(ANSWER_LIFE_MS);
      expect(await book.ledger.answerOf(id)).toMatchObject({ status: 201 });
      expect(await book.ledger.evidenceOf(id)).toEqual({ known: [] });
      await expireAfter(1);
      expect([await book.ledger.answerOf(id), await book.ledger.evidenceOf(id)]).toEqual([null, null]);
    });

    test('is its key for 30 days more, and then nothing', async () => {
      const own = { key: 'a-key', asked: 'a funding' };
      const { id } = await book.ended(success('transaction-1'), own);
      await expireAfter(ANSWER_LIFE_MS + KEY_LIFE_MS);
      expect(await book.ledger.findByKey('test', own.key, own.asked)).toMatchObject({ record: { id }, same: true });
      expect(await book.ledger.findByKey('test', own.key, 'another')).toMatchObject({ record: { id }, same: false });
      await expireAfter(1);
      expect(await exists(id)).toBe(false);
      expect(await book.ledger.begin(asked(own))).toMatchObject({ kind: 'new' });
    });
  });

  test('a write that is open is kept for ever, with its evidence', async () => {
    const sending = await book.begin();
    const unknown = await book.begin();
    await book.ledger.settle(unknown, { state: 'unknown', reason: 'provider_error', resultId: null, answer: null });
    await expireAfter(2 * (ANSWER_LIFE_MS + KEY_LIFE_MS));
    for (const { id } of [sending, unknown]) expect(await book.ledger.evidenceOf(id)).toEqual({ known: [] });
  });

  test('much that is over goes little by little', async () => {
    const { id } = await book.ended(success('transaction-1'));
    const { db } = book.database;
    const row = await db.selectFrom('operations').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    const copies = Array.from({ length: 6000 }, (_, index) => {
      return { ...row, id: `op_${index}`, key_hash: null, made_id: null };
    });
    while (copies.length > 0) await db.insertInto('operations').values(copies.splice(0, 200)).execute();
    const left = async () => {
      const rows = db.selectFrom('operations').select(({ fn }) => fn.countAll<number>().as('count'));
      const answered = await rows.where('answer', 'is not', null).executeTakeFirstOrThrow();
      return [Number((await rows.executeTakeFirstOrThrow()).count), Number(answered.count)];
    };
    expect(await expireAfter(ANSWER_LIFE_MS + KEY_LIFE_MS + 1)).toBe(false);
    const [rows = 0] = await left();
    expect(rows).toBeGreaterThan(0);
    expect(await book.open.expire()).toBe(true);
    expect(await left()).toEqual([0, 0]);
  });

  test('a key whose answer is gone is refused, and after 30 days is like new', async () => {
    const ledger = await LedgerGateways.start(address);
    try {
      const gateway = await ledger.add({ GATEWAY_IDEMPOTENCY_HOURS: '2' });
      book.now = Date.now();
      const first = await createWith(gateway, 'own');
      await expireAfter(HOUR_MS);
      expect((await createWith(gateway, 'own')).text).toBe(first.text);
      await expireAfter(HOUR_MS + 60_000);
      const gone = await createWith(gateway, 'own');
      expectProblem(gone, { status: 422, code: 'idempotency_key_reused', outcome: 'not_sent', safe: false });
      expect(gone.body.detail).toContain(`read /v1/operations/${first.headers.get('operation-id')}`);
      expect((await operationOf(gateway, first)).body.data).toMatchObject({ state: 'succeeded' });
      expect(ledger.books.creates).toBe(1);
      await expireAfter(KEY_LIFE_MS);
      expect((await operationOf(gateway, first)).status).toBe(404);
      expect((await createWith(gateway, 'own')).status).toBe(201);
      expect(ledger.books.creates).toBe(2);
    } finally {
      await ledger.stop();
    }
  });
}
