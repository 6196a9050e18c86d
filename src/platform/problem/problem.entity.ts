import { ApiSchema } from '@nestjs/swagger';
import { ERROR_CATALOGUE } from '../../canonical/error-catalogue.js';
import { CanonicalField, type FieldOptions } from '../../canonical/field.js';

/** A member that is always there and may be logged, as most of a problem document. */
function Member(options: Omit<FieldOptions, 'sensitivity'>): PropertyDecorator {
  return CanonicalField({ nullable: false, ...options, sensitivity: 'public' });
}

@ApiSchema({ name: 'FieldProblem' })
export class FieldProblemEntity {
  @Member({ is: 'string', optional: true, example: '/givenName', description: 'JSON pointer into the body.' })
  pointer?: string;

  @Member({
    is: 'string',
    optional: true,
    example: 'limit',
    description: 'Name of a query, header or path parameter; each entry has either this or `pointer`.',
  })
  parameter?: string;

  @Member({ is: 'string', example: 'length', description: 'What is wrong, for programs.' })
  code!: string;

  @Member({ is: 'string', example: 'must have 3 to 255 characters', description: 'What is wrong, for people.' })
  detail!: string;
}

@ApiSchema({ name: 'Retry' })
export class RetryEntity {
  @Member({
    is: 'boolean',
    example: false,
    description: 'Sending the same request again is useful and does nothing twice.',
  })
  safe!: boolean;

  @Member({ is: 'integer', nullable: true, example: 5, description: 'Seconds to wait before.' })
  afterSeconds!: number | null;
}

@ApiSchema({ name: 'ProviderReport' })
export class ProviderReportEntity {
  @Member({ is: 'string', example: 'cartevo', description: 'Name of the provider.' })
  name!: string;

  @Member({ is: 'integer', nullable: true, example: 409, description: 'HTTP status of the provider’s answer.' })
  httpStatus!: number | null;

  @Member({ is: 'string', nullable: true, example: 'CUSTOMER_EXISTS', description: 'The provider’s own code.' })
  code!: string | null;

  // Cleaned as well as can be, and still words of somebody else.
  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: 'Customer with this email already exists',
    description: 'The provider’s words, cleaned and shortened.',
  })
  message!: string | null;

  @Member({
    is: 'string',
    nullable: true,
    example: 'req_0001',
    description: 'The provider’s id of the call, for its support.',
  })
  correlationId!: string | null;
}

/** The one form of every answer that is not a success (RFC 9457). */
@ApiSchema({ name: 'Problem' })
export class ProblemEntity {
  @Member({
    is: 'reference',
    example: '/errors/resource_not_found',
    description: 'Address of the page about this kind of problem.',
  })
  type!: string;

  @Member({ is: 'string', example: 'Not found', description: 'Kind of problem, for people.' })
  title!: string;

  @Member({ is: 'integer', example: 404, description: 'The HTTP status.' })
  status!: number;

  @Member({ is: 'string', example: 'The record does not exist.', description: 'What happened this time.' })
  detail!: string;

  @Member({ is: 'reference', example: '/v1/cartevo/customers/some-id', description: 'Path of the request.' })
  instance!: string;

  @Member({
    is: 'string',
    openEnum: Object.keys(ERROR_CATALOGUE),
    example: 'resource_not_found',
    description: 'Stable code; each has a page at `/errors/{code}`.',
  })
  code!: string;

  @Member({
    is: 'string',
    example: '3f0c2f0e-8f55-4c8e-9d7b-2f8f0a3f5a10',
    description: 'Id of the request, for support.',
  })
  requestId!: string;

  @Member({
    is: 'string',
    openEnum: ['caller', 'gateway', 'provider'],
    example: 'caller',
    description: 'Where the problem was found: in what the caller sent, in the gateway, or by the provider.',
  })
  origin!: string;

  @Member({
    is: 'string',
    openEnum: ['not_sent', 'rejected', 'unknown'],
    example: 'rejected',
    description:
      'What became of this request. `not_sent`: nothing reached the provider. `rejected`: the provider did not do it. ' +
      '`unknown`: a write may have happened; read before repeating, or repeat it with its `Idempotency-Key`. What is ' +
      'refused at the door (`rate_limited`, `overloaded`, `ledger_unavailable`) tells nothing of an earlier request ' +
      'with the same key.',
  })
  outcome!: string;

  @Member({ is: () => RetryEntity, description: 'Whether and when to try again.' })
  retry!: RetryEntity;

  @Member({ is: () => ProviderReportEntity, nullable: true, description: 'What the provider said, if it was asked.' })
  provider!: ProviderReportEntity | null;

  @Member({ is: () => FieldProblemEntity, array: true, description: 'Everything that is wrong with the request.' })
  errors!: FieldProblemEntity[];
}
