import type { FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError } from '../../canonical/errors.js';
import { UpstreamError } from '../http/upstream-error.js';
import type { GatewayLogger } from './logger.js';

const CALLER_HUNG_UP = 499;
// Nobody but an operator can end these, so they must be seen.
const NEEDS_OPERATOR: ReadonlySet<string> = new Set(['internal_error', 'provider_auth_failed', 'provider_tls_failed']);

/** One line per request, without address, query or anything of the bodies. */
export function writeAccessLog(logger: GatewayLogger, request: FastifyRequest, reply: FastifyReply): void {
  const { id, caller, startedAt, errorCode, error, trace } = request.gateway;
  const line = {
    requestId: id,
    ...trace?.ids,
    caller: caller?.name ?? null,
    method: request.method,
    route: request.routeOptions.url ?? null,
    httpStatus: answeredStatus(reply),
    durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
    ...(errorCode !== null && { errorCode }),
    ...describeFailure(error),
  };
  if (errorCode !== null && NEEDS_OPERATOR.has(errorCode)) logger.error(line, 'request failed');
  else if (line.httpStatus >= 500) logger.warn(line, 'request failed');
  else logger.info(line, 'request');
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
    return { provider: provider?.name, failure, reason: message, upstreamStatus: status, outcome };
  }
  return error.status >= 500 && cause instanceof Error ? { error: cause } : {};
}
