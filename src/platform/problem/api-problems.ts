import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ERROR_CATALOGUE, type ErrorCode } from '../../canonical/error-catalogue.js';
import { ProblemEntity } from './problem.entity.js';

/** Codes that every operation can answer with: no `Host` header, an address that cannot be decoded, a gateway that stops. */
const EVERY: readonly ErrorCode[] = ['malformed_request', 'internal_error', 'overloaded'];

/** Codes that every operation behind a key can answer with. */
const GENERAL: readonly ErrorCode[] = [...EVERY, 'unauthenticated', 'forbidden', 'rate_limited'];

/** Codes that every operation on a provider can answer with. */
const PROVIDER: readonly ErrorCode[] = [
  'provider_not_enabled',
  'provider_auth_failed',
  'provider_contract_violation',
  'provider_error',
  'provider_connection_lost',
  'provider_tls_failed',
  'provider_rate_limited',
  'provider_unavailable',
  'provider_timeout',
];

/** Documents the problem answers of an operation, one response a status with its codes. */
export function ApiProblems(...codes: readonly ErrorCode[]): MethodDecorator & ClassDecorator {
  const byStatus = Map.groupBy(new Set(codes), (code) => ERROR_CATALOGUE[code].status);
  return applyDecorators(
    ApiExtraModels(ProblemEntity),
    ...[...byStatus].map(([status, group]) =>
      ApiProblem(status, group.map((code) => `\`${code}\`: ${ERROR_CATALOGUE[code].happened}`).join('\n\n')),
    ),
  );
}

/** Documents one problem answer with a status that is not the usual one of its code. */
export function ApiProblem(status: number, description: string): MethodDecorator & ClassDecorator {
  const schema = { $ref: getSchemaPath(ProblemEntity) };
  return ApiResponse({ status, description, content: { 'application/problem+json': { schema } } });
}

/** Documents a read on a provider: its success, that nothing is new, and its problems. */
export function ApiRead(answer: Type<unknown>, ...codes: readonly ErrorCode[]): MethodDecorator {
  return applyDecorators(
    ApiOkResponse({ type: answer }),
    ApiResponse({ status: 304, description: '`data` is what `If-None-Match` says that the caller has.' }),
    ApiProblems(...GENERAL, ...PROVIDER, ...codes),
  );
}

/** Codes of the ledger, in which every write is recorded. */
const LEDGER: readonly ErrorCode[] = ['idempotency_key_reused', 'request_in_progress', 'ledger_unavailable'];

/** Documents the problems of a write on a provider. */
export function ApiWriteProblems(...codes: readonly ErrorCode[]): MethodDecorator {
  return ApiProblems(...GENERAL, ...PROVIDER, ...LEDGER, ...codes) as MethodDecorator;
}

/** Documents an operation that asks no provider; one that needs a scope adds `forbidden`. */
export function ApiLocalRead(answer: Type<unknown>, ...codes: readonly ErrorCode[]): MethodDecorator {
  const general = GENERAL.filter((code) => code !== 'forbidden');
  return applyDecorators(ApiOkResponse({ type: answer }), ApiProblems(...general, ...codes));
}

/** Documents the problems of an operation that is open to everybody. */
export function ApiOpenProblems(...codes: readonly ErrorCode[]): MethodDecorator {
  return ApiProblems(...EVERY, ...codes) as MethodDecorator;
}
