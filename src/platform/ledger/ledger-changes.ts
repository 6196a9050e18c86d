import type { OperationTable } from '../database/tables.js';
import type { Resumption } from './ledger-rows.js';
import type { LedgerTransaction } from './ledger-transactions.js';
import type { OperationRecord, Settlement } from './operation-record.js';

/** Inserts the row of a write, unless there is one with its key: then that one. */
export async function insertUnlessKnown(
  transaction: LedgerTransaction,
  row: OperationTable,
): Promise<OperationTable | null> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('operations')
    .values(row)
    .onConflict((conflict) => conflict.columns(['caller', 'key_hash']).doNothing())
    .executeTakeFirst();
  if (Number(numInsertedOrUpdatedRows ?? 0n) > 0) return null;
  const rows = transaction.selectFrom('operations').selectAll().where('caller', '=', row.caller);
  return rows.where('key_hash', '=', row.key_hash).executeTakeFirstOrThrow();
}

/** Takes a write that changed nothing up again; false when somebody else has done so. */
export async function updateToSending(
  transaction: LedgerTransaction,
  { id, attempts }: OperationRecord,
  change: Resumption,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('operations')
    .set(change)
    .where('id', '=', id)
    .where('state', '=', 'not_done')
    .where('attempts', '=', attempts)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Ends a write, for now when it is `unknown`; false when it has an end already, or was sent again by somebody else. */
export async function updateToEnd(
  transaction: LedgerTransaction,
  { id, attempts, instance }: OperationRecord,
  { state, reason, resultId, made, ifSending = state === 'unknown' }: Settlement,
  { answer, now }: { readonly answer: string | null; readonly now: number },
): Promise<boolean> {
  const open = state === 'unknown';
  const { numUpdatedRows } = await transaction
    .updateTable('operations')
    .set({
      state,
      reason,
      finding: null,
      result_id: resultId,
      made_id: made ? resultId : null,
      answer,
      settled_at: open ? null : now,
      next_check_at: open ? now : null,
    })
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    // Two processes may have taken the same attempt for theirs when the commit of one was lost on the way.
    .where('instance', '=', instance)
    .where('state', 'in', ifSending ? ['sending'] : ['sending', 'unknown'])
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** A process says that it is there, at an instant in milliseconds since 1970. */
export async function noteAlive(transaction: LedgerTransaction, instance: string, seen_at: number): Promise<void> {
  await transaction
    .insertInto('instances')
    .values({ id: instance, seen_at })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at }))
    .execute();
}
