import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { GatewayError } from '../../canonical/errors.js';
import type { GatewayRequest } from '../request/request-state.js';
import { problemHeaders, toProblem } from './problem.js';

// Codes by which Fastify refuses a body, see its documentation under "Errors".
const CODE_BY_FASTIFY_ERROR = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_request',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_request',
  FST_ERR_BAD_URL: 'malformed_request',
} as const;

/** Sends a problem document for whatever was thrown. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(thrown, http.getRequest<GatewayRequest>(), http.getResponse<FastifyReply>());
  }
}

/** Answers with the problem document of an error, ours or a library's. */
export function sendProblem(thrown: unknown, request: GatewayRequest, reply: FastifyReply): void {
  const error = toKnownError(thrown);
  request.gateway.errorCode = error.code;
  request.gateway.error = thrown;
  if (reply.sent) return;
  void reply
    .code(error.status)
    .headers(problemHeaders(error))
    .serializer((document) => JSON.stringify(document))
    .send(toProblem(error, request.gateway.id, request.url));
}

function toKnownError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  // Nest wraps errors of Fastify; their code is in the cause.
  const original = thrown instanceof HttpException ? (thrown.cause ?? thrown) : thrown;
  const code = (original as { code?: unknown } | null)?.code;
  const known = CODE_BY_FASTIFY_ERROR[code as keyof typeof CODE_BY_FASTIFY_ERROR];
  if (known) return new GatewayError(known, { cause: thrown });
  const status =
    thrown instanceof HttpException ? thrown.getStatus() : (thrown as { statusCode?: unknown } | null)?.statusCode;
  if (status === 404) return new GatewayError('route_not_found', { cause: thrown });
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new GatewayError('malformed_request', { cause: thrown });
  return new GatewayError('internal_error', { cause: thrown });
}
