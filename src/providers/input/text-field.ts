import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import type { Sensitivity } from '../../canonical/field.js';
import { ACCEPTED_PATTERNS, IfGiven, IsOneOf, IsPlainText } from '../../platform/validation/validators.js';
import type { FieldLimit } from '../provider.js';

/** What is said of an input field beside its rule. */
export interface FieldNotes {
  readonly description: string;
  readonly example: string;
  /** `personal` unless said. */
  readonly sensitivity?: Sensitivity;
  /** True when the field may be left out; a null is not the same as that. */
  readonly optional?: boolean;
}

/** Declares one field of a body, with its class of sensitivity. */
export function InputField({
  sensitivity = 'personal',
  ...options
}: ApiPropertyOptions & { sensitivity?: Sensitivity }) {
  // Swagger’s type knows no extensions, its decorator does.
  return ApiProperty({ ...(options as ApiPropertyOptions), ...({ 'x-sensitivity': sensitivity } as object) });
}

/** Text between two lengths in characters. */
export function PlainTextField(
  min: number,
  max: number,
  { optional = false, ...notes }: FieldNotes,
): PropertyDecorator {
  const pattern = ACCEPTED_PATTERNS.plainText(min);
  const shown = { type: 'string', minLength: min, maxLength: max, pattern, required: !optional } as const;
  return applyDecorators(
    InputField({ ...notes, ...shown }),
    ...(optional ? [IfGiven()] : []),
    IsPlainText(min, max),
  ) as PropertyDecorator;
}

/** One of a closed list of words. */
export function WordField(words: readonly string[], { optional = false, ...notes }: FieldNotes): PropertyDecorator {
  return applyDecorators(
    InputField({ ...notes, type: 'string', enum: [...words], required: !optional }),
    ...(optional ? [IfGiven()] : []),
    IsOneOf(words),
  ) as PropertyDecorator;
}

/** Makes text fields whose lengths, and whether they are needed, stand in a provider’s table of limits. */
export function textFieldsOf(limits: readonly FieldLimit[]) {
  return (pointer: string, notes: Omit<FieldNotes, 'optional'>): PropertyDecorator => {
    const limit = limits.find((row) => row.pointer === pointer);
    if (!limit) throw new Error(`no limit for ${pointer}`);
    return PlainTextField(limit.min, limit.max, { ...notes, optional: !limit.required });
  };
}
