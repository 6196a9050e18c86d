import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { GatewayError } from '../canonical/errors.js';
import type { Deadline } from '../platform/http/deadline.js';
import { Ledger } from '../platform/ledger/ledger.js';
import { OpenOperations } from '../platform/ledger/open-operations.js';
import {
  NOT_SENT,
  type Known,
  type OperationRecord,
  type RecordedAnswer,
  type Settlement,
} from '../platform/ledger/operation-record.js';
import { idempotencyKeyOf } from '../platform/request/idempotency-key.js';
import { setHeaders } from '../platform/request/request-hooks.js';
import { asFaultOfOurs } from './error-translation.js';
import type { WriteCall } from './operation-call.js';
import { needsKey } from './operations.js';
import { Reconciler } from './reconciler.js';
import type { Evidence } from './reconciliation.js';
import type { Answer } from './write-answer.js';
import { askedText, attemptOf, failed, outOfTime, stillUnknown, succeeded, unreadable } from './write-record.js';

/** A write as it is done at its provider. `evidence` and `run` throw `GatewayError`. */
export interface ProviderWrite {
  readonly deadline: Deadline;
  /** Why it would be in vain now, or null. */
  readonly refusal: () => GatewayError | null;
  readonly evidence: () => Promise<Evidence>;
  readonly run: () => Promise<Answer<object>>;
}

/** How long an answer waits for a ledger that hangs when the time of the call is over, in ms. */
const SETTLE_PATIENCE_MS = 1000;

/** One request for a write. */
interface Attempt {
  readonly call: WriteCall;
  readonly reply: FastifyReply;
  readonly write: ProviderWrite;
}

/**
 * Writes that happen once: each is in the ledger before it is sent and settled there when it has ended, and a key that
 * comes again gets the answer that there was. A write that may have happened is found out before anything is sent again.
 */
@Injectable()
export class RecordedWrites {
  constructor(
    private readonly ledger: Ledger,
    private readonly open: OpenOperations,
    private readonly reconciler: Reconciler,
  ) {}

  /** The text of the answer; status and headers are set. Throws `GatewayError`. */
  async perform(attempt: Attempt): Promise<string> {
    const { call, write } = attempt;
    const caller = call.request.gateway.caller?.name ?? '';
    const key = idempotencyKeyOf(call.request, needsKey(call.operation));
    // Nothing will be compared with a write without a key, so its files need not be digested.
    const asked = key === null ? '' : askedText(call, call.asked());
    const refusal = write.refusal();
    if (key !== null && (refusal !== null || typeof call.evidence === 'function')) {
      // What has been done already is neither refused nor looked at again at the provider.
      const known = await write.deadline.inTime(this.ledger.findByKey(caller, key, asked), notRecorded);
      if (known) return this.again(known, attempt);
    }
    if (refusal !== null) throw refusal;
    const evidence = await write.evidence();
    const recording = this.ledger.begin({
      caller,
      key,
      asked,
      provider: call.provider,
      operation: call.operation,
      target: call.target,
      location: call.location ?? null,
      successStatus: attempt.reply.statusCode,
      ...attemptOf(call, evidence, Math.ceil(write.deadline.remainingMs)),
    });
    const begun = await this.recorded(recording, (found) => (found.kind === 'new' ? found.record : null), write);
    return begun.kind === 'new' ? this.carryOut(begun.record, attempt) : this.again(begun, attempt);
  }

  /** What is recorded when nobody waits any more is taken back: nothing is sent of it. */
  private recorded<T>(
    recording: Promise<T>,
    recordOf: (result: T) => OperationRecord | null,
    { deadline }: ProviderWrite,
  ): Promise<T> {
    const takeBack = async (result: T) => {
      const record = recordOf(result);
      if (record !== null) await this.settle(record, NOT_SENT);
    };
    return deadline.inTime(recording, () => {
      // One that failed has been taken care of by the ledger.
      recording.then(takeBack).catch(() => undefined);
      return notRecorded();
    });
  }

  private async carryOut(record: OperationRecord, { call, reply, write }: Attempt): Promise<string> {
    reply.header('Operation-Id', record.id);
    try {
      const answer = await write.run();
      const settlement = succeeded(record, answer);
      await this.settleSoon(record, settlement, write);
      return give(settlement.answer as RecordedAnswer, reply);
    } catch (error) {
      const known = asFaultOfOurs(error, call.operation);
      await this.settleSoon(record, failed(known, call.request), write);
      throw known;
    }
  }

  /** Nobody waits for a ledger that hangs when the answer is there: what is not written down yet is found out later. */
  private async settleSoon(
    record: OperationRecord,
    settlement: Settlement,
    { deadline }: ProviderWrite,
  ): Promise<void> {
    const given = new AbortController();
    const { signal } = given;
    const patience = pause(Math.max(deadline.remainingMs, SETTLE_PATIENCE_MS), undefined, { signal });
    await Promise.race([this.settle(record, settlement), patience]).finally(() => given.abort());
  }

  /** The caller gets to know how it ended, also when that cannot be written down at the moment. */
  private async settle(record: OperationRecord, settlement: Settlement): Promise<void> {
    await this.ledger.settle(record, settlement).catch(() => this.ledger.settleLater(record, settlement));
  }

  private async again({ record, same, answer }: Known, attempt: Attempt): Promise<string> {
    if (same !== true) throw reused(same);
    attempt.reply.header('Operation-Id', record.id);
    if (hasEnded(record)) return this.replay(record, answer, attempt);
    const looking = this.endOf(record).catch((error: unknown) => {
      throw isUnreadable(error) ? unreadable(record, error) : error;
    });
    const ended = await attempt.write.deadline.inTime(looking, () => outOfTime(record));
    if (ended.state === 'sending') throw new GatewayError('request_in_progress');
    if (ended.state === 'unknown') throw stillUnknown(ended);
    if (ended.state === 'not_done') return this.resume(ended, attempt);
    const reading = this.ledger.answerOf(record.id).catch((error: unknown) => {
      throw unreadable(ended, error);
    });
    return this.replay(ended, await attempt.write.deadline.inTime(reading, () => unreadable(ended)), attempt);
  }

  /** What became of a known key that has no end: it is looked for first. */
  private async endOf(record: OperationRecord): Promise<OperationRecord> {
    if (record.state === 'not_done') return record;
    if (record.state === 'sending') {
      if (await this.ledger.isUnderWay(record)) throw new GatewayError('request_in_progress');
      await this.open.orphan(record);
    }
    return this.reconciler.lookAt(record.id);
  }

  private replay(record: OperationRecord, answer: RecordedAnswer | null, { call, reply }: Attempt): string {
    if (answer === null) throw gone(record);
    reply.header('Idempotency-Replayed', 'true');
    call.request.gateway.errorCode = answer.code;
    return give(answer, reply);
  }

  private async resume(record: OperationRecord, attempt: Attempt): Promise<string> {
    const { call, write } = attempt;
    const refusal = write.refusal();
    if (refusal !== null) throw refusal;
    const evidence = await write.evidence();
    const resuming = this.ledger.resume(record, attemptOf(call, evidence, Math.ceil(write.deadline.remainingMs)));
    const resumed = await this.recorded(resuming, (again) => again, write);
    if (resumed === null) throw new GatewayError('request_in_progress');
    return this.carryOut(resumed, attempt);
  }
}

function isUnreadable(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'ledger_unavailable';
}

function hasEnded({ state }: OperationRecord): boolean {
  return state === 'succeeded' || state === 'rejected';
}

function give({ status, headers, text }: RecordedAnswer, reply: FastifyReply): string {
  setHeaders(reply.code(status), headers);
  return text;
}

function notRecorded(): GatewayError {
  const detail = 'The time was up before the write could be recorded; this request was not sent.';
  return new GatewayError('provider_timeout', { outcome: 'not_sent', detail });
}

function reused(same: boolean | null): GatewayError {
  const detail = 'The key was used before, and the data key by which the requests could be compared is gone.';
  return new GatewayError('idempotency_key_reused', same === null ? { detail } : {});
}

function gone({ id }: OperationRecord): GatewayError {
  const detail = `The key was used before, and its answer is not kept any more: read /v1/operations/${id}.`;
  return new GatewayError('idempotency_key_reused', { detail });
}
