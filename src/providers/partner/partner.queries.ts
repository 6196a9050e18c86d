import { ApiProperty } from '@nestjs/swagger';
import { ACCEPTED_PATTERNS, IsPlainText } from '../../platform/validation/validators.js';
import { RecordQuery } from '../queries.js';

/** Query of the lookup by the caller’s own id. */
export class ExternalIdQuery extends RecordQuery {
  @ApiProperty({
    type: 'string',
    minLength: 1,
    maxLength: 255,
    pattern: ACCEPTED_PATTERNS.plainText(1),
    example: 'ext-0002',
    description: 'Your own id.',
  })
  @IsPlainText(1, 255)
  externalId!: string;
}
