import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { NOT_A_LIST } from '../../platform/validation/validate.js';
import { IfGiven, rule } from '../../platform/validation/validators.js';
import { InputField } from './text-field.js';

/** A list of objects with a class of their own, up to a number of them. May be left out. */
export function ListField(shape: () => new () => object, most: number, description: string): PropertyDecorator {
  // Swagger takes a function for a lazy reference only when it is called `type`.
  const shown = { type: () => shape(), isArray: true, required: false, maxItems: most, description };
  return applyDecorators(
    InputField(shown as Parameters<typeof InputField>[0]),
    IfGiven(),
    rule(NOT_A_LIST, `must be a list of at most ${most} objects`, (value) => {
      return Array.isArray(value) && value.length <= most && value.every(isObject);
    }),
    ValidateNested({ each: true, message: 'must be an object' }),
    Type(shape),
  ) as PropertyDecorator;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
