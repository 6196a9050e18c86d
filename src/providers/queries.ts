import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional } from 'class-validator';
import { ACCEPTED_PATTERNS, IsOneOf, IsPlainText, rule } from '../platform/validation/validators.js';

const MAX_LIMIT = 100;
const LONGEST_CURSOR = 2048;

/** Text such as `20` as a number; anything else stays as it is and is refused by the rule. */
function ToWholeNumber(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (/^\d{1,9}$/.test(String(value)) ? Number(value) : value));
}

/** Query of a read of one record. */
export class RecordQuery {
  @ApiPropertyOptional({
    type: 'string',
    enum: ['sensitive'],
    description: '`sensitive` also shows document numbers and images; needs the scope `sensitive:read`.',
  })
  @IsOptional()
  @IsOneOf(['sensitive'])
  include?: 'sensitive';

  @ApiPropertyOptional({
    type: 'string',
    enum: ['true', 'false'],
    description:
      '`true` adds `meta.explain`: for every value where it came from, by which rule, and whether something was lost; ' +
      'and the provider’s keys that nobody has mapped.',
  })
  @IsOptional()
  @IsOneOf(['true', 'false'])
  explain?: 'true' | 'false';
}

/** Position in a list. */
export class LimitAndCursor {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_LIMIT,
    default: 20,
    example: 3,
    description: 'Most items in one answer.',
  })
  @IsOptional()
  @ToWholeNumber()
  @rule('not_a_limit', `must be a whole number from 1 to ${MAX_LIMIT}`, (value) => {
    return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_LIMIT;
  })
  limit?: number;

  @ApiPropertyOptional({
    type: 'string',
    minLength: 1,
    maxLength: LONGEST_CURSOR,
    pattern: ACCEPTED_PATTERNS.plainText(1),
    description: '`meta.page.nextCursor` of the page before.',
  })
  @IsOptional()
  @IsPlainText(1, LONGEST_CURSOR)
  cursor?: string;
}

/** Query of a list of records. */
export class PageQuery extends IntersectionType(RecordQuery, LimitAndCursor) {}
