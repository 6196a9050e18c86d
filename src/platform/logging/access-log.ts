import type { FastifyReply } from 'fastify';
import { GatewayError } from '../../canonical/errors.js';
import { UpstreamError } from '../http/upstream-error.js';
import { timestamp, writeLine, type GatewayLogger } from './logger.js';

const CALLER_HUNG_UP = 499;
// Nobody but an operator can end these, so they must be seen.
const NEEDS_OPERATOR: ReadonlySet<string> = new Set(['internal_error', 'provider_auth_failed', 'provider_tls_failed']);

/** What the log says of one request: nothing of its address, its query or the bodies. */
export interface AccessEntry {
  readonly requestId: string;
  /** Ids of the trace and the span; undefined while tracing is off. */
  readonly traceIds?: Readonly<Record<string, string>> | undefined;
  /** Name of the caller, or null when nobody has been recognized. */
  readonly caller: string | null;
  readonly method: string;
  /** Template of the route, or null when none fits. */
  readonly route: string | null;
  readonly httpStatus: number;
  readonly durationMs: number;
  /** Id of the request whose upstream call answered this one as well. */
  readonly sharedWith?: string | null;
  /** Code of the problem that was answered. */
  readonly errorCode: string | null;
  /** Error behind the answer. */
  readonly error: unknown;
}

/** Writes the line of a request. */
export function writeAccessLog(logger: GatewayLogger, entry: AccessEntry): void {
  const { requestId, traceIds, sharedWith, errorCode, error, ...rest } = entry;
  const durationMs = Math.round(entry.durationMs * 10) / 10;
  if (errorCode === null && error === null && !traceIds && entry.httpStatus < 500) {
    if (logger.isLevelEnabled('info')) writeLine(logger, plainLine(entry, durationMs));
    return;
  }
  const line = {
    requestId,
    ...traceIds,
    ...rest,
    durationMs,
    ...(sharedWith && { sharedWith }),
    ...(errorCode !== null && { errorCode }),
    ...describeFailure(error),
  };
  if (errorCode !== null && NEEDS_OPERATOR.has(errorCode)) logger.error(line, 'request failed');
  else if (line.httpStatus >= 500) logger.warn(line, 'request failed');
  else logger.info(line, 'request');
}

/** The line that pino would write. Names of callers, methods, routes and ids are of forms that need no escape. */
function plainLine({ requestId, sharedWith, ...entry }: AccessEntry, durationMs: number): string {
  const { caller, method, route, httpStatus } = entry;
  const shared = sharedWith ? `,"sharedWith":"${sharedWith}"` : '';
  return (
    `{"level":"info"${timestamp()},"requestId":"${requestId}","caller":${quoted(caller)},` +
    `"method":"${method}","route":${quoted(route)},"httpStatus":${httpStatus},"durationMs":${durationMs}${shared},"msg":"request"}\n`
  );
}

function quoted(text: string | null): string {
  return text === null ? 'null' : `"${text}"`;
}

/** The status that was answered, or 499 when the caller hung up before. */
export function answeredStatus(reply: FastifyReply): number {
  return reply.raw.writableEnded ? reply.statusCode : CALLER_HUNG_UP;
}

/** What an operator needs to know of a failure: the provider's part of it, or the place of a fault of ours. */
function describeFailure(error: unknown): Record<string, unknown> {
  if (!(error instanceof GatewayError)) return error instanceof Error ? { error } : {};
  const { provider, outcome, cause } = error;
  if (cause instanceof UpstreamError) {
    const { failure, message, status } = cause;
    const statuses = disagreeing(cause);
    return { provider: provider?.name, failure, reason: message, upstreamStatus: status, ...statuses, outcome };
  }
  return error.status >= 500 && cause instanceof Error ? { error: cause } : {};
}

/** The status of an answer and the one inside it, where they are not the same: `upstreamStatus` is the worse of them. */
function disagreeing({ httpStatus, innerStatus }: UpstreamError): Record<string, unknown> {
  if (innerStatus === null || innerStatus === httpStatus) return {};
  return { upstreamStatuses: { http: httpStatus, inner: innerStatus } };
}
