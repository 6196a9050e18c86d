import { ERROR_CATALOGUE, type ErrorCode } from '../canonical/error-catalogue.js';
import { GatewayError } from '../canonical/errors.js';
import {
  withoutResult,
  type NewAttempt,
  type OperationRecord,
  type RecordedAnswer,
  type Settlement,
} from '../platform/ledger/operation-record.js';
import { problemHeaders, toProblem } from '../platform/problem/problem.js';
import type { GatewayRequest } from '../platform/request/request-state.js';
import { Digested } from '../platform/upload/digest.js';
import type { WriteCall } from './operation-call.js';
import { isOperation, needsKey } from './operations.js';
import { toOneCase } from './provider-id.js';
import type { Evidence } from './reconciliation.js';
import type { Answer } from './write-answer.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const REQUEST_LIMITED = 429;
const FIRST_SERVER_ERROR = 500;

/** All that was asked of a write, in one text: route, record, fields, files. */
export function askedText({ provider, operation, target }: WriteCall, fields: unknown): string {
  return JSON.stringify([provider, operation, target, fields], inOrder);
}

/** The order in which a caller names things is not part of what is asked. */
function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What the effect of a write looks like at the provider: two with the same cannot be told apart there. */
export function effectText(target: string | null, evidence: Evidence): string {
  const told = Object.entries(evidence).filter(([, value]) => !Array.isArray(value));
  const sorted = told.sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([target, Object.fromEntries(sorted)], inOneCase);
}

/** Providers do not tell capitals apart in e-mail addresses and UUIDs. */
function inOneCase(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return name === 'email' ? value.toLowerCase() : toOneCase(value);
}

/** The end of the pointer of a field whose own keys are the caller’s words. */
const METADATA = '/metadata';

/** What a request says of the write that it sends, for the first time or again. */
export function attemptOf(call: WriteCall, evidence: Evidence, timeoutMs: number): NewAttempt {
  return {
    requestId: call.request.gateway.id,
    checkPath: call.check,
    fields: fieldNames(call.asked()),
    evidence,
    effect: effectText(call.target, call.effect ?? evidence),
    timeoutMs,
  };
}

/** Names of the fields that a request has, as pointers; never their values. */
export function fieldNames(value: unknown, pointer = ''): string[] {
  if (pointer.endsWith(METADATA) && value !== undefined) return [pointer];
  if (Array.isArray(value)) return value.flatMap((item, index) => fieldNames(item, `${pointer}/${index}`));
  if (typeof value !== 'object' || value === null || value instanceof Digested)
    return value === undefined ? [] : [pointer];
  return Object.entries(value).flatMap(([name, inner]) => fieldNames(inner, `${pointer}/${name}`));
}

/** A write that was carried out. */
export function succeeded(record: OperationRecord, answer: Answer<object>): Settlement {
  const { providerId = null } = answer.data as { providerId?: string | null };
  const location = record.location !== null && providerId !== null ? ['Location', locationOf(record, providerId)] : [];
  const headers = ['Content-Type', JSON_TYPE, ...location];
  const text = JSON.stringify(answer);
  return {
    state: 'succeeded',
    reason: null,
    resultId: providerId,
    made: record.target === null || (isOperation(record.operation) && needsKey(record.operation)),
    answer: { status: record.successStatus, headers, text, code: null },
  };
}

/** A write that failed: refused for good, without effect, or open. */
export function failed(error: GatewayError, request: GatewayRequest): Settlement {
  const { code, outcome, status } = error;
  if (outcome === 'unknown') return withoutResult('unknown', code);
  const passing = status >= FIRST_SERVER_ERROR || status === REQUEST_LIMITED;
  if (outcome === 'not_sent' || passing) return withoutResult('not_done', code);
  return { state: 'rejected', reason: code, resultId: null, answer: problemAnswer(error, request) };
}

/** The problem of a write that is open, as at first. */
export function stillUnknown({ reason, provider, checkPath }: OperationRecord): GatewayError {
  const code: ErrorCode = isCode(reason) ? reason : 'provider_connection_lost';
  const detail = `${provider}: it is not known whether this write has happened. Read ${checkPath} before another one.`;
  return new GatewayError(code, { outcome: 'unknown', detail });
}

/** The problem of a request whose time was up before it was found out how its write has ended. */
export function outOfTime({ provider, checkPath }: OperationRecord): GatewayError {
  const detail = `${provider}: the time was up before it was found out how this write has ended. Read ${checkPath} before another one.`;
  return new GatewayError('provider_timeout', { outcome: 'unknown', detail });
}

/** The problem of a known write whose end or answer cannot be read, or not in time. */
export function unreadable({ id, state }: OperationRecord, cause?: unknown): GatewayError {
  const detail = `This write was recorded (${state}), but what became of it cannot be read now: read /v1/operations/${id}.`;
  const outcome = state === 'rejected' ? 'rejected' : 'unknown';
  return new GatewayError('ledger_unavailable', { outcome, detail, cause });
}

/** Where what came out of a write can be read. */
export function locationOf({ location, checkPath }: OperationRecord, id: string): string {
  return location === null ? checkPath : `${location}/${encodeURIComponent(id)}`;
}

function problemAnswer(error: GatewayError, request: GatewayRequest): RecordedAnswer {
  const text = JSON.stringify(toProblem(error, request.gateway.id, request.url));
  return { status: error.status, headers: Object.entries(problemHeaders(error)).flat(), text, code: error.code };
}

function isCode(reason: string | null): reason is ErrorCode {
  return reason !== null && Object.hasOwn(ERROR_CATALOGUE, reason);
}
