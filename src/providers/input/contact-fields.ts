import { applyDecorators } from '@nestjs/common';
import { ACCEPTED_PATTERNS, IfGiven, IsEmailAddress, IsPlainText, rule } from '../../platform/validation/validators.js';
import { isAlpha2 } from '../mapping/countries.js';
import { isCalendarDay } from '../mapping/dates.js';
import { parsePhone } from '../mapping/phones.js';
import { InputField, type FieldNotes } from './text-field.js';

const LONGEST_EMAIL = 254;
const E164 = /^\+[1-9]\d{6,14}$/;

/** An e-mail address in ASCII. */
export function EmailField({ optional = false, ...notes }: FieldNotes): PropertyDecorator {
  const lengths = { minLength: 3, maxLength: LONGEST_EMAIL };
  return applyDecorators(
    InputField({
      ...notes,
      type: 'string',
      format: 'email',
      ...lengths,
      pattern: ACCEPTED_PATTERNS.email,
      required: !optional,
    }),
    ...(optional ? [IfGiven()] : []),
    IsPlainText(lengths.minLength, lengths.maxLength),
    IsEmailAddress(),
  ) as PropertyDecorator;
}

/** A possible telephone number in E.164. */
export function PhoneField({ optional = false, ...notes }: FieldNotes): PropertyDecorator {
  return applyDecorators(
    InputField({ ...notes, type: 'string', format: 'e164', pattern: E164.source, required: !optional }),
    ...(optional ? [IfGiven()] : []),
    rule('not_a_phone', 'must be a possible telephone number in E.164', (value) => {
      return typeof value === 'string' && E164.test(value) && parsePhone(value)?.number === value;
    }),
  ) as PropertyDecorator;
}

/** A country by its code of ISO 3166-1 alpha-2. */
export function CountryField({ optional = false, ...notes }: FieldNotes): PropertyDecorator {
  const shown = { type: 'string', format: 'iso-3166-1-alpha-2', pattern: '^[A-Z]{2}$', required: !optional } as const;
  return applyDecorators(
    InputField({ ...notes, ...shown }),
    ...(optional ? [IfGiven()] : []),
    rule('not_a_country', 'must be a country code of ISO 3166-1 alpha-2', (value) => {
      return typeof value === 'string' && isAlpha2(value);
    }),
  ) as PropertyDecorator;
}

/** A calendar day. */
export function DateField({ optional = false, ...notes }: FieldNotes): PropertyDecorator {
  return applyDecorators(
    InputField({ ...notes, type: 'string', format: 'date', required: !optional }),
    ...(optional ? [IfGiven()] : []),
    rule('not_a_date', 'must be a calendar date, YYYY-MM-DD', (value) => {
      return typeof value === 'string' && isCalendarDay(value);
    }),
  ) as PropertyDecorator;
}
