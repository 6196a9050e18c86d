import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiPropertyOptional } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { IsOptional } from 'class-validator';
import { CanonicalField } from '../../canonical/field.js';
import { AnswerMeta, Meta, type Warning } from '../../canonical/response.js';
import { idempotencyKeyOf } from '../../platform/request/idempotency-key.js';
import type { GatewayRequest } from '../../platform/request/request-state.js';
import { IsOneOf } from '../../platform/validation/validators.js';

/** Query of a write that can be tried without being sent. */
export class DryRunQuery {
  @ApiPropertyOptional({
    type: 'string',
    enum: ['true', 'false'],
    description: '`true`: everything is checked as always, nothing is sent and nothing is remembered.',
  })
  @IsOptional()
  @IsOneOf(['true', 'false'])
  dryRun?: 'true' | 'false';
}

/** What a dry run says: a request with a problem is refused like any other. */
export class DryRunResult {
  @CanonicalField({
    is: 'boolean',
    nullable: false,
    sensitivity: 'public',
    example: true,
    description: 'Always true: the gateway finds nothing wrong. The provider may still refuse the request.',
  })
  valid!: true;
}

export class DryRunAnswer {
  @CanonicalField({ is: () => DryRunResult, nullable: false, sensitivity: 'public', description: 'The result.' })
  data!: DryRunResult;

  @AnswerMeta()
  meta!: Meta;
}

/** Documents that a write can be tried. */
export function ApiDryRun(): MethodDecorator {
  return applyDecorators(
    ApiOkResponse({
      type: DryRunAnswer,
      description:
        'With `dryRun=true`: the request would have been sent, without the fields that `meta.warnings` names.',
    }),
  );
}

/**
 * The end of a write that is only tried: called with a request that has passed every check, and with what the write
 * would warn of before any answer of the provider. Gives null for one that is to be carried out.
 */
export function endDryRun(
  { dryRun }: DryRunQuery,
  request: GatewayRequest,
  reply: FastifyReply,
  warnings: Warning[] = [],
): DryRunAnswer | null {
  if (dryRun !== 'true') return null;
  idempotencyKeyOf(request, false);
  reply.code(200);
  return { data: { valid: true }, meta: { requestId: request.gateway.id, sources: [], warnings } };
}
