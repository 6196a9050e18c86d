import { randomUUID } from 'node:crypto';
import type { WriteState } from '../../canonical/operation.js';
import type { OperationTable } from '../database/tables.js';
import { holdsCardData } from '../privacy/card-data.js';
import type { AuditEntry } from './audit-chain.js';
import type { LedgerSeals } from './ledger-seals.js';
import type { NewAttempt, NewOperation, OperationRecord, Settlement } from './operation-record.js';

/** A row of the ledger as the rest of the gateway knows it, without what is sealed. */
export function toRecord(row: OperationTable): OperationRecord {
  return {
    id: row.id,
    caller: row.caller,
    provider: row.provider,
    operation: row.operation,
    target: row.target,
    location: row.location,
    successStatus: row.success_status,
    resultId: row.result_id,
    ...attemptIn(row),
  };
}

/** The record of a write that is sent again. */
export function resumed(record: OperationRecord, change: Resumption): OperationRecord {
  return { ...record, ...attemptIn(change) };
}

function attemptIn(row: Resumption) {
  return {
    checkPath: row.check_path,
    requestId: row.request_id,
    state: row.state as WriteState,
    reason: row.reason,
    finding: row.finding,
    attempts: row.attempts,
    checks: row.checks,
    instance: row.instance,
    startedAt: row.started_at,
    settleBy: row.settle_by,
    settledAt: row.settled_at,
    answerUntil: row.answer_until,
  };
}

/** Who sends a write, and when, in ms since 1970. */
interface Sender {
  readonly instance: string;
  readonly now: number;
  readonly answerLifeMs: number;
}

/** What belongs to the attempt and not to the write. */
export type Resumption = Pick<
  OperationTable,
  | 'check_path'
  | 'effect'
  | 'request_id'
  | 'evidence'
  | 'instance'
  | 'attempts'
  | 'checks'
  | 'state'
  | 'reason'
  | 'finding'
  | 'started_at'
  | 'settle_by'
  | 'settled_at'
  | 'answer_until'
>;

/** A random id without anything that a log line would hide as a card number. */
export function newOperationId(): string {
  const id = `op_${randomUUID().replaceAll('-', '')}`;
  return holdsCardData(id) ? newOperationId() : id;
}

/** The row of a write that is about to be sent. */
export function newRow(asked: NewOperation, seals: LedgerSeals, sender: Sender): OperationTable {
  const id = newOperationId();
  return {
    id,
    caller: asked.caller,
    key_hash: asked.key === null ? null : seals.keyHash(asked.key),
    fingerprint: seals.fingerprint(asked.asked),
    provider: asked.provider,
    operation: asked.operation,
    target: asked.target,
    location: asked.location,
    success_status: asked.successStatus,
    result_id: null,
    made_id: null,
    answer: null,
    next_check_at: null,
    ...resumption({ id, attempts: 0 }, asked, seals, sender),
  };
}

/** What becomes another one when a write is sent, the first time or again. */
export function resumption(
  { id, attempts }: Pick<OperationRecord, 'id' | 'attempts'>,
  asked: NewAttempt,
  seals: LedgerSeals,
  { instance, now, answerLifeMs }: Sender,
): Resumption {
  return {
    check_path: asked.checkPath,
    effect: seals.fingerprint(asked.effect),
    request_id: asked.requestId,
    evidence: seals.sealEvidence(id, asked.evidence),
    instance,
    attempts: attempts + 1,
    checks: 0,
    state: 'sending',
    reason: null,
    finding: null,
    started_at: now,
    settle_by: now + asked.timeoutMs,
    settled_at: null,
    answer_until: now + answerLifeMs,
  };
}

/** An end as the audit says it. */
export function outcomeOf({ state, reason }: Pick<Settlement, 'state' | 'reason'>): string {
  return reason === null ? state : `${state}: ${reason}`;
}

/** A line of the audit about a write. */
export function auditOf(
  record: OperationRecord,
  at: number,
  said: {
    readonly action: 'write_begun' | 'write_settled';
    readonly outcome: string;
    readonly subject?: string | null;
    readonly fields?: readonly string[];
  },
): AuditEntry {
  return {
    at,
    caller: record.caller,
    request_id: record.requestId,
    action: said.action,
    provider: record.provider,
    operation: record.operation,
    operation_id: record.id,
    subject: said.subject ?? record.target,
    fields: JSON.stringify(said.fields ?? []),
    outcome: said.outcome,
  };
}
