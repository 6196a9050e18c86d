/** A write: its state, and what it takes to answer it again or to find out what became of it. Instants are in ms. */
export interface OperationTable {
  id: string;
  caller: string;
  /** SHA-256 of the idempotency key; null for a write without one. */
  key_hash: string | null;
  /** Keyed digests of all that was asked, by the data keys of their time. */
  fingerprint: string;
  provider: string;
  operation: string;
  target: string | null;
  /** Path of the read by which a person finds out what became of it. */
  check_path: string;
  /** Path below which what came out of it can be read. */
  location: string | null;
  success_status: number;
  state: string;
  /** Why it is in this state; in rows of before there were findings, the finding of the last look as well. */
  reason: string | null;
  /** What the last look has told of one that is open all the same. */
  finding: string | null;
  /** The provider’s id of what came out of it. */
  result_id: string | null;
  /** The same for a write that makes something new: nothing can have come out of two of them. */
  made_id: string | null;
  /** Keyed digests of what its effect looks like at the provider; open writes with the same cannot be told apart. */
  effect: string;
  request_id: string;
  /** Sealed. */
  evidence: string;
  /** Sealed: status, headers and text of the answer. */
  answer: string | null;
  /** The process that has sent it. */
  instance: string;
  attempts: number;
  checks: number;
  started_at: number;
  /** When nothing can be under way any more. */
  settle_by: number;
  settled_at: number | null;
  /** When an open write is to be looked at again; null for never. */
  next_check_at: number | null;
  /** Until when the answer is kept. */
  answer_until: number;
}

/** One line of the audit; never changed. */
export interface AuditTable {
  /** Lines of one process between two failures of the database, numbered from 1. */
  chain: string;
  seq: number;
  at: number;
  caller: string;
  request_id: string;
  action: string;
  provider: string;
  operation: string;
  operation_id: string | null;
  subject: string | null;
  /** Names of the fields that were sent or shown, as a JSON list. */
  fields: string;
  outcome: string;
  previous_hash: string;
  hash: string;
}

/** A process that writes, and when it last said so. */
export interface InstanceTable {
  id: string;
  seen_at: number;
}

export interface LedgerTables {
  operations: OperationTable;
  audit: AuditTable;
  instances: InstanceTable;
}
