import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsOneOf, rule } from '../../platform/validation/validators.js';
import { DryRunQuery } from '../input/dry-run.js';
import { PageQuery, RecordQuery } from '../queries.js';
import { BRAND_WORDS, STATUS_WORDS } from './cartevo.statuses.js';

const LAST4 = /^\d{4}$/;

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

/** Has Cartevo look anew at the card issuer. */
function Refresh(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: 'string',
      enum: ['true', 'false'],
      description: '`true`: Cartevo asks the card issuer first, which is slower.',
    }),
    IsOptional(),
    IsOneOf(['true', 'false']),
  );
}

/** Query of a card, or of a customer’s cards. */
export class CardsQuery extends RecordQuery {
  @Refresh()
  refresh?: 'true' | 'false';
}

/** Query of the transactions of a card. */
export class CardTransactionsQuery extends PageQuery {
  @Refresh()
  refresh?: 'true' | 'false';
}

/** Query of all cards. */
export class CardListQuery extends PageQuery {
  @ApiPropertyOptional({ type: 'string', enum: Object.keys(STATUS_WORDS), description: 'Only cards in this state.' })
  @IsOptional()
  @IsOneOf(Object.keys(STATUS_WORDS))
  status?: string;

  @ApiPropertyOptional({ type: 'string', enum: Object.keys(BRAND_WORDS), description: 'Only cards of this network.' })
  @IsOptional()
  @IsOneOf(Object.keys(BRAND_WORDS))
  brand?: string;

  @ApiPropertyOptional({
    type: 'string',
    pattern: LAST4.source,
    description: 'Only cards whose number ends with these four digits.',
    ...({ 'x-sensitivity': 'personal' } as object),
  })
  @IsOptional()
  @rule('not_four_digits', 'must be four digits', (value) => typeof value === 'string' && LAST4.test(value))
  last4?: string;
}

/** The filters of a list of cards in Cartevo’s words. */
export function toCardFilters({ status, brand, last4 }: CardListQuery): Record<string, string> {
  return {
    ...(status !== undefined && { status: STATUS_WORDS[status] ?? '' }),
    ...(brand !== undefined && { brand: BRAND_WORDS[brand] ?? '' }),
    ...(last4 !== undefined && { last4 }),
  };
}
