import type { Expression, SqlBool } from 'kysely';
import { EMPTIED, FULL } from './index-conditions.js';
import type { LedgerTransaction } from './ledger-transactions.js';

const ENDED = ['succeeded', 'rejected', 'not_done'];

/** Takes answers and evidence away that were kept until before an instant, from so many rows at most; tells of how many. */
export async function emptyBefore(transaction: LedgerTransaction, instant: number, most: number): Promise<number> {
  const { numUpdatedRows } = await transaction
    .updateTable('operations')
    .set({ answer: null, evidence: '' })
    .where('id', 'in', expired(transaction, FULL, instant, most))
    // Again, since one that did nothing may be sent anew between the two.
    .where('state', 'in', ENDED)
    .where('answer_until', '<', instant)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** The same for whole rows that nothing is left in. */
export async function dropBefore(transaction: LedgerTransaction, instant: number, most: number): Promise<number> {
  const { numDeletedRows } = await transaction
    .deleteFrom('operations')
    .where('id', 'in', expired(transaction, EMPTIED, instant, most))
    .where('state', 'in', ENDED)
    .where('answer_until', '<', instant)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Forgets processes that were last seen before an instant. */
export async function dropInstancesBefore(transaction: LedgerTransaction, instant: number): Promise<void> {
  await transaction.deleteFrom('instances').where('seen_at', '<', instant).execute();
}

function expired(transaction: LedgerTransaction, kind: Expression<SqlBool>, instant: number, most: number) {
  const rows = transaction.selectFrom('operations').select('id').where(kind).where('state', 'in', ENDED);
  return rows.where('answer_until', '<', instant).limit(most);
}
