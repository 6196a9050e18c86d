import { ERROR_CATALOGUE, type ErrorCode } from '../canonical/error-catalogue.js';
import { GatewayError, type FieldProblem, type Outcome } from '../canonical/errors.js';
import type { UpstreamError, UpstreamFailure } from '../platform/http/upstream-error.js';
import { OPERATIONS, type Operation } from './operations.js';
import type { ErrorRow, ProviderTables } from './provider.js';
import { retryAfterSeconds } from '../platform/http/retry-after.js';
import { cleanCode, cleanMessage, cleanMessages, readErrorReport, type ErrorReport } from './upstream-report.js';

const CODE_BY_FAILURE: Readonly<Record<Exclude<UpstreamFailure, 'status'>, ErrorCode>> = {
  connection_refused: 'provider_unavailable',
  dns_failed: 'provider_unavailable',
  connect_timeout: 'provider_timeout',
  connection_lost: 'provider_connection_lost',
  tls_failed: 'provider_tls_failed',
  deadline: 'provider_timeout',
  attempt_timeout: 'provider_timeout',
  // Nobody is there to read it.
  cancelled: 'provider_timeout',
  circuit_open: 'provider_unavailable',
  bulkhead_full: 'overloaded',
  redirect: 'provider_contract_violation',
  too_large: 'provider_contract_violation',
  bad_answer: 'provider_contract_violation',
  credentials_refused: 'provider_auth_failed',
  exchange_failed: 'provider_error',
};

const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'provider_auth_failed',
  403: 'provider_auth_failed',
  429: 'provider_rate_limited',
  503: 'provider_unavailable',
  504: 'provider_timeout',
};

const DATA_REFUSALS: ReadonlySet<number> = new Set([400, 409, 413, 415, 422]);

export interface FailedCall {
  readonly provider: string;
  readonly operation: Operation;
  readonly tables: Pick<ProviderTables, 'errors' | 'limits'>;
  /** Personal values of the request, which must not come back inside a provider’s message. */
  readonly sent?: readonly string[];
  readonly now: Date;
}

/** Says what a failed upstream call means for the caller: the one place where that is decided. */
export function toGatewayError(error: UpstreamError, call: FailedCall): GatewayError {
  const report = readErrorReport(error.body);
  const code = error.failure === 'status' ? codeOfStatus(error, report, call) : CODE_BY_FAILURE[error.failure];
  const problems = problemsOf(code, error, report, call);
  const refused = isRefusal(error);
  // Words about the data of a write help the caller; any others may hold somebody's data.
  const messages = OPERATIONS[call.operation].write && DATA_REFUSALS.has(error.status ?? 0) ? report.messages : null;
  const refined = refinedCode(code, problems);
  return new GatewayError(refined, {
    detail: detailOf(call.provider, error, refined),
    problems,
    origin: ERROR_CATALOGUE[refined].origin === 'caller' ? 'provider' : ERROR_CATALOGUE[refined].origin,
    outcome: outcomeOf(error, call.operation, refused),
    // The same request would be refused again.
    ...(refused && code === 'provider_error' && { retryable: false }),
    retryAfterSeconds: retryAfterSeconds(error.retryAfter, call.now),
    provider: {
      name: call.provider,
      httpStatus: error.httpStatus,
      code: cleanCode(report.code),
      message: messages === null ? null : cleanMessages(messages, call.sent),
      correlationId: cleanCode(report.correlationId),
    },
    cause: error,
  });
}

/** What was thrown by no provider: our own refusals as they are. A fault inside a write leaves open whether it happened. */
export function asFaultOfOurs(error: unknown, operation: Operation): GatewayError {
  if (error instanceof GatewayError) return error;
  return new GatewayError('internal_error', {
    outcome: OPERATIONS[operation].write ? 'unknown' : 'rejected',
    cause: error,
  });
}

function codeOfStatus(error: UpstreamError, report: ErrorReport, call: FailedCall): ErrorCode {
  const status = error.status ?? 0;
  const row = call.tables.errors.find((candidate) => fits(candidate, status, error, report, call.operation));
  // Being too young is the whole answer only when nothing else was wrong.
  if (row?.code === 'customer_underage' && report.messages.length > 1) return 'provider_rejected';
  if (row) return row.code;
  if (status < 300) return 'provider_contract_violation';
  if (OPERATIONS[call.operation].write && (status === 400 || status === 422)) return 'provider_rejected';
  return CODE_BY_STATUS[status] ?? 'provider_error';
}

function fits(row: ErrorRow, status: number, error: UpstreamError, report: ErrorReport, operation: Operation): boolean {
  if (row.status !== undefined && row.status !== status) return false;
  // A proxy's page with the right status says nothing about the record; that a body is too large it may well say.
  if (error.webPage && status !== 413) return false;
  if (row.operations && !row.operations.includes(operation)) return false;
  // What was refused before the write itself, such as a file that is there already, is no second customer.
  if (row.code === 'duplicate_customer' && !error.sent) return false;
  const { words } = row;
  return !words || [...report.messages, report.code ?? '', report.label ?? ''].some((text) => words.test(text));
}

function problemsOf(code: ErrorCode, error: UpstreamError, report: ErrorReport, call: FailedCall): FieldProblem[] {
  const status = error.status ?? 0;
  const rows = call.tables.errors
    .filter((row) => row.pointer && fits(row, status, error, report, call.operation))
    .filter((row) => row.code === code || code === 'provider_rejected')
    .map((row) => ({ pointer: row.pointer as string, code: row.code, detail: ERROR_CATALOGUE[row.code].happened }));
  if (code !== 'provider_rejected') return rows;
  const pointed = faultsWithField(report, call);
  return [...rows, ...(pointed.length > 0 ? pointed : messagesWithField(report, call))];
}

/** Refusals that point to a field of the provider’s, such as `/address/state`, or into one, by our pointer. */
function faultsWithField(report: ErrorReport, call: FailedCall): FieldProblem[] {
  return report.faults.flatMap(({ pointer, detail }) => {
    const parts = pointer.split('/').slice(1);
    const paths = parts.map((_part, index) => parts.slice(0, parts.length - index).join('.'));
    const path = paths.find((path) => call.tables.limits.some(({ wireName }) => wireName === path));
    const limit = call.tables.limits.find(({ wireName }) => wireName === path);
    if (!limit) return [];
    const said = cleanMessage(detail, call.sent) || 'nothing more';
    return [{ pointer: limit.pointer, code: 'provider_rejected', detail: `the provider says of it: ${said}` }];
  });
}

/** Refusals that begin with the provider’s name of a field, such as `first_name must be …`, by our pointer. */
function messagesWithField(report: ErrorReport, call: FailedCall): FieldProblem[] {
  return report.messages.flatMap((message) => {
    const word = /^[\w.[\]]+/.exec(message)?.[0] ?? '';
    const limit = call.tables.limits.find(({ wireName }) => wireName === word.replace(PLACE_IN_LIST, ''));
    if (!limit) return [];
    const rest = cleanMessage(message.slice(word.length), call.sent);
    const place = PLACE_IN_LIST.exec(word)?.[1];
    // Without a place in the list the list itself is meant.
    const pointer = place === undefined ? limit.pointer.replace(/\/\*.*/, '') : limit.pointer.replace('*', place);
    return [{ pointer, code: 'provider_rejected', detail: `the provider says that it ${rest}` }];
  });
}

/** The place of an item, in the provider’s name of a field: `people[0].name` or `people.0.name`. */
const PLACE_IN_LIST = /(?:\[|\.)(\d+)\]?(?=\.)/;

/** A refusal that names one of our fields is an ordinary validation failure. */
function refinedCode(code: ErrorCode, problems: readonly FieldProblem[]): ErrorCode {
  return code === 'provider_rejected' && problems.length > 0 ? 'validation_failed' : code;
}

/** The provider understood the request and said no; after 408, or inside a success, it may have begun all the same. */
function isRefusal({ failure, status, httpStatus }: UpstreamError): boolean {
  if (failure !== 'status' || status === null || (httpStatus ?? 0) < 400) return false;
  return status >= 400 && status < 500 && status !== 408;
}

function outcomeOf(error: UpstreamError, operation: Operation, refused: boolean): Outcome {
  if (!error.sent) return 'not_sent';
  return !OPERATIONS[operation].write || refused ? 'rejected' : 'unknown';
}

function detailOf(provider: string, error: UpstreamError, code: ErrorCode): string {
  const what = ERROR_CATALOGUE[code].happened;
  return error.failure === 'status' ? `${provider}: ${what}` : `${provider}: ${error.message}`;
}
