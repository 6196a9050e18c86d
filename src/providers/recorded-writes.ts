import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { GatewayError } from '../canonical/errors.js';
import { Ledger, type Begun } from '../platform/ledger/ledger.js';
import { OpenOperations } from '../platform/ledger/open-operations.js';
import type { OperationRecord, RecordedAnswer, Settlement } from '../platform/ledger/operation-record.js';
import { idempotencyKeyOf } from '../platform/request/idempotency-key.js';
import { setHeaders } from '../platform/request/request-hooks.js';
import { asFaultOfOurs } from './error-translation.js';
import type { WriteCall } from './operation-call.js';
import { needsKey } from './operations.js';
import { Reconciler } from './reconciler.js';
import type { Evidence } from './reconciliation.js';
import type { Answer } from './write-answer.js';
import { askedText, attemptOf, failed, stillUnknown, succeeded } from './write-record.js';

/** A write as it is done at its provider. Both throw `GatewayError`. */
export interface ProviderWrite {
  readonly timeoutMs: number;
  readonly evidence: () => Promise<Evidence>;
  readonly run: () => Promise<Answer<object>>;
}

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
    if (key !== null && typeof call.evidence === 'function') {
      // What has been done already must not be looked at again at the provider.
      const known = await this.ledger.findByKey(caller, key, asked);
      if (known) return this.again(known, attempt);
    }
    const evidence = await write.evidence();
    const begun = await this.ledger.begin({
      caller,
      key,
      asked,
      provider: call.provider,
      operation: call.operation,
      target: call.target,
      location: call.location ?? null,
      successStatus: attempt.reply.statusCode,
      ...attemptOf(call, evidence, write.timeoutMs),
    });
    return begun.kind === 'new' ? this.carryOut(begun.record, attempt) : this.again(begun, attempt);
  }

  private async carryOut(record: OperationRecord, { call, reply, write }: Attempt): Promise<string> {
    reply.header('Operation-Id', record.id);
    try {
      const answer = await write.run();
      const settlement = succeeded(record, answer);
      await this.settle(record, settlement);
      return give(settlement.answer as RecordedAnswer, reply);
    } catch (error) {
      const known = asFaultOfOurs(error, call.operation);
      await this.settle(record, failed(known, call.request));
      throw known;
    }
  }

  /** The caller gets to know how it ended, also when that cannot be written down at the moment. */
  private async settle(record: OperationRecord, settlement: Settlement): Promise<void> {
    await this.ledger.settle(record, settlement).catch(() => this.ledger.settleLater(record, settlement));
  }

  private async again({ record, same }: Extract<Begun, { kind: 'known' }>, attempt: Attempt): Promise<string> {
    if (same !== true) throw reused(same);
    attempt.reply.header('Operation-Id', record.id);
    if (record.state === 'sending') {
      if (await this.ledger.isUnderWay(record)) throw new GatewayError('request_in_progress');
      await this.open.orphan(record);
    }
    if (record.state === 'sending' || record.state === 'unknown') {
      return this.conclude(await this.reconciler.lookAt(record.id), attempt);
    }
    return this.conclude(record, attempt);
  }

  private async conclude(record: OperationRecord, attempt: Attempt): Promise<string> {
    if (record.state === 'sending') throw new GatewayError('request_in_progress');
    if (record.state === 'unknown') throw stillUnknown(record);
    if (record.state === 'not_done') {
      const { call, write } = attempt;
      const resumed = await this.ledger.resume(record, attemptOf(call, await write.evidence(), write.timeoutMs));
      if (resumed === null) throw new GatewayError('request_in_progress');
      return this.carryOut(resumed, attempt);
    }
    const answer = await this.ledger.answerOf(record.id);
    if (answer === null) throw gone(record);
    attempt.reply.header('Idempotency-Replayed', 'true');
    attempt.call.request.gateway.errorCode = answer.code;
    return give(answer, attempt.reply);
  }
}

function give({ status, headers, text }: RecordedAnswer, reply: FastifyReply): string {
  setHeaders(reply.code(status), headers);
  return text;
}

function reused(same: boolean | null): GatewayError {
  const detail = 'The key was used before, and the data key by which the requests could be compared is gone.';
  return new GatewayError('idempotency_key_reused', same === null ? { detail } : {});
}

function gone({ id }: OperationRecord): GatewayError {
  const detail = `The key was used before, and its answer is not kept any more: read /v1/operations/${id}.`;
  return new GatewayError('idempotency_key_reused', { detail });
}
