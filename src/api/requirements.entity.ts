import { ApiProperty } from '@nestjs/swagger';
import { CanonicalField } from '../canonical/field.js';
import { AnswerMeta, Meta } from '../canonical/response.js';
import { IsOneOf } from '../platform/validation/validators.js';
import { OPERATIONS } from '../providers/operations.js';

const WRITES = Object.entries(OPERATIONS)
  .filter(([, { write }]) => write)
  .map(([name]) => name);

/** Query of what an operation needs. */
export class RequirementsQuery {
  @ApiProperty({
    type: 'string',
    enum: WRITES,
    example: 'createCustomer',
    description: 'Operation that changes something.',
  })
  @IsOneOf(WRITES)
  operation!: string;
}

export class RequirementsAnswer {
  @CanonicalField({
    is: 'map',
    nullable: false,
    sensitivity: 'public',
    example: { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'A person', type: 'object' },
    description:
      'A JSON Schema (draft 2020-12) of the body; where there are several ways to send it, one of `anyOf` each, with its ' +
      '`x-media-type`. The dotted names of a form are the paths of its fields, and files stand in their place with ' +
      '`x-media-types` and `x-max-bytes`.',
  })
  data!: Record<string, unknown>;

  @AnswerMeta()
  meta!: Meta;
}
