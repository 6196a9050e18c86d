import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ERROR_CATALOGUE } from '../../canonical/error-catalogue.js';

@ApiSchema({ name: 'FieldProblem' })
export class FieldProblemEntity {
  @ApiProperty({ type: 'string', required: false, description: 'JSON pointer into the body.', example: '/givenName' })
  pointer?: string;

  @ApiProperty({ type: 'string', required: false, description: 'Name of a query, header or path parameter.' })
  parameter?: string;

  @ApiProperty({ type: 'string', description: 'What is wrong, for programs.', example: 'length' })
  code!: string;

  @ApiProperty({ type: 'string', description: 'What is wrong, for people.', example: 'must have 3 to 255 characters' })
  detail!: string;
}

@ApiSchema({ name: 'Retry' })
export class RetryEntity {
  @ApiProperty({ type: 'boolean', description: 'Sending the same request again is useful and does nothing twice.' })
  safe!: boolean;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Seconds to wait before.', example: 5 })
  afterSeconds!: number | null;
}

@ApiSchema({ name: 'ProviderReport' })
export class ProviderReportEntity {
  @ApiProperty({ type: 'string', example: 'cartevo' })
  name!: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Status of the provider’s answer.', example: 409 })
  httpStatus!: number | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'The provider’s own code.' })
  code!: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'The provider’s words, cleaned and shortened.' })
  message!: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'The provider’s id of the call, for its support.' })
  correlationId!: string | null;
}

/** The one form of every answer that is not a success (RFC 9457). */
@ApiSchema({ name: 'Problem' })
export class ProblemEntity {
  @ApiProperty({ type: 'string', format: 'uri-reference', example: '/errors/resource_not_found' })
  type!: string;

  @ApiProperty({ type: 'string', example: 'Not found' })
  title!: string;

  @ApiProperty({ type: 'integer', example: 404 })
  status!: number;

  @ApiProperty({ type: 'string', description: 'What happened this time.' })
  detail!: string;

  @ApiProperty({ type: 'string', format: 'uri-reference', description: 'Path of the request.' })
  instance!: string;

  @ApiProperty({
    type: 'string',
    description: 'Stable code; each has a page at `/errors/{code}`.',
    example: 'resource_not_found',
    'x-extensible-enum': Object.keys(ERROR_CATALOGUE),
  } as object)
  code!: string;

  @ApiProperty({ type: 'string', description: 'Id of the request, for support.' })
  requestId!: string;

  @ApiProperty({
    type: 'string',
    description: 'Where the problem was found: in what the caller sent, in the gateway, or by the provider.',
    example: 'caller',
    'x-extensible-enum': ['caller', 'gateway', 'provider'],
  } as object)
  origin!: string;

  @ApiProperty({
    type: 'string',
    description:
      '`not_sent`: nothing reached the provider. `rejected`: the provider did not do it. `unknown`: a write may have ' +
      'happened; read before repeating.',
    example: 'rejected',
    'x-extensible-enum': ['not_sent', 'rejected', 'unknown'],
  } as object)
  outcome!: string;

  @ApiProperty({ type: () => RetryEntity })
  retry!: RetryEntity;

  @ApiProperty({ type: () => ProviderReportEntity, nullable: true })
  provider!: ProviderReportEntity | null;

  @ApiProperty({ type: () => [FieldProblemEntity] })
  errors!: FieldProblemEntity[];
}
