import { applyDecorators, type Type } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiExtraModels, type ApiBodyOptions } from '@nestjs/swagger';
import { CustomerAnswer } from '../../canonical/answers.js';
import type { ErrorCode } from '../../canonical/error-catalogue.js';
import { ApiProblem, ApiWriteProblems } from '../../platform/problem/api-problems.js';
import { ApiDryRun } from './dry-run.js';

/** Documents that a form has a time of its own to arrive in. */
export function ApiFormTimeout(): MethodDecorator {
  return ApiProblem(408, '`malformed_request`: the form did not arrive within the upload timeout.');
}

/**
 * Documents the registration of a customer as a form with files or as JSON, the two bodies in this order; `codes` are
 * those that not every provider has.
 */
export function ApiCreateWithFiles(
  input: Type<object>,
  body: ApiBodyOptions,
  ...codes: readonly ErrorCode[]
): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(input),
    ApiConsumes('multipart/form-data', 'application/json'),
    ApiBody(body),
    ApiCreatedResponse({ type: CustomerAnswer }),
    ApiDryRun(),
    ApiFormTimeout(),
    ApiWriteProblems(
      'duplicate_customer',
      'file_too_large',
      'body_too_large',
      'unsupported_file_type',
      'unsupported_media_type',
      'validation_failed',
      'provider_rejected',
      ...codes,
    ),
  );
}
