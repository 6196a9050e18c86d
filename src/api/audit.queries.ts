import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { AUDIT_ACTIONS } from '../canonical/audit-entry.js';
import { ACCEPTED_PATTERNS, IsOneOf, IsPlainText, rule } from '../platform/validation/validators.js';
import { LimitAndCursor } from '../providers/queries.js';

const LONGEST_FILTER = 128;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;

function TextFilter(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: 'string',
      minLength: 1,
      maxLength: LONGEST_FILTER,
      pattern: ACCEPTED_PATTERNS.plainText(1),
      description,
    }),
    IsOptional(),
    IsPlainText(1, LONGEST_FILTER),
  ) as PropertyDecorator;
}

function InstantFilter(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: 'string', format: 'date-time', pattern: INSTANT.source, description }),
    IsOptional(),
    rule('not_an_instant', 'must be an instant in UTC, such as 2026-11-20T10:15:00.000Z', (value) => {
      return typeof value === 'string' && INSTANT.test(value) && isInstant(value);
    }),
  ) as PropertyDecorator;
}

/** `Date` takes 30 February for 2 March. */
function isInstant(text: string): boolean {
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false;
  }
}

/** What is asked of the audit; all conditions must hold. */
export class AuditListQuery extends LimitAndCursor {
  @TextFilter('Name of the caller.')
  caller?: string;

  @ApiPropertyOptional({ type: 'string', enum: [...AUDIT_ACTIONS], description: 'What was done.' })
  @IsOptional()
  @IsOneOf([...AUDIT_ACTIONS])
  action?: string;

  @TextFilter('Name of the provider.')
  provider?: string;

  @TextFilter('Id of the write.')
  operationId?: string;

  @TextFilter('The provider’s id of the record.')
  subject?: string;

  @InstantFilter('Only lines from this instant on.')
  from?: string;

  @InstantFilter('Only lines before this instant.')
  to?: string;
}
