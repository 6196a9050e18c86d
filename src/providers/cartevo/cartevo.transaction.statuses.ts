import type { TransactionDirection, TransactionKind, TransactionStatus } from '../../canonical/enums.js';
import { enumOf } from '../mapping/text.js';

/** `type` of a transaction. The list in the documents is cut; `FUND` stands in their sample, `FUNDING` in their text. */
export const KIND_BY_TYPE: Readonly<Record<string, TransactionKind>> = {
  FUND: 'funding',
  FUNDING: 'funding',
  AUTHORIZATION: 'authorization',
  SETTLEMENT: 'settlement',
  WITHDRAW: 'withdrawal',
  WITHDRAWAL: 'withdrawal',
  REFUND: 'refund',
  REVERSAL: 'reversal',
};

/** Words of `type` that no document has, by the names of the operations and of what the documents describe. */
const INFERRED_TYPES = ['WITHDRAW', 'WITHDRAWAL', 'REFUND', 'REVERSAL'];

export const transactionKind = enumOf(KIND_BY_TYPE, { absent: 'unknown', inferred: INFERRED_TYPES });

/** `status` of a transaction. */
export const transactionStatus = enumOf<TransactionStatus>(
  { PENDING: 'pending', PROCESSING: 'pending', SUCCESS: 'succeeded', FAILED: 'failed' },
  { absent: 'unknown' },
);

/** Which way money moves, by kind; what a reversal takes back is not said. */
export const DIRECTION_BY_KIND: Readonly<Partial<Record<TransactionKind, TransactionDirection>>> = {
  funding: 'in',
  refund: 'in',
  withdrawal: 'out',
  authorization: 'out',
  settlement: 'out',
};
