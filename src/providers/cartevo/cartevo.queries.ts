import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsOneOf } from '../../platform/validation/validators.js';
import { DryRunQuery } from '../input/dry-run.js';
import { RecordQuery } from '../queries.js';

/** Query of a create. */
export class CreateQuery extends DryRunQuery {
  @ApiPropertyOptional({
    type: 'string',
    enum: ['true', 'false'],
    description: 'Multipart only: enrol the customer at the card issuer at once, not before the first card.',
  })
  @IsOptional()
  @IsOneOf(['true', 'false'])
  enroll?: 'true' | 'false';
}

/** Query of a customer’s cards. */
export class CardsQuery extends RecordQuery {
  @ApiPropertyOptional({
    type: 'string',
    enum: ['true', 'false'],
    description: '`true`: Cartevo asks the card issuer for balance and state first, which is slower.',
  })
  @IsOptional()
  @IsOneOf(['true', 'false'])
  refresh?: 'true' | 'false';
}
