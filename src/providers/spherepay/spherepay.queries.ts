import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsOneOf } from '../../platform/validation/validators.js';
import { PageQuery } from '../queries.js';

const PROFILE_WORDS = ['incomplete', 'pending', 'approved', 'rejected'];
const TYPES = ['individual', 'business'];

/**
 * Query of the customer list. SpherePay also searches by name and e-mail; that is not offered, since personal data does
 * not belong into addresses, which end up in logs everywhere.
 */
export class SpherePayListQuery extends PageQuery {
  @ApiPropertyOptional({
    type: 'string',
    enum: PROFILE_WORDS,
    description: 'SpherePay’s own word for the state of a verification profile.',
  })
  @IsOptional()
  @IsOneOf(PROFILE_WORDS)
  status?: string;

  @ApiPropertyOptional({ type: 'string', enum: TYPES, description: 'Persons or businesses only.' })
  @IsOptional()
  @IsOneOf(TYPES)
  type?: string;
}
