import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsDefined, IsObject, ValidateNested } from 'class-validator';
import type { Sensitivity } from '../../canonical/field.js';
import { IfGiven } from '../../platform/validation/validators.js';
import { InputField } from './text-field.js';

interface ObjectNotes {
  readonly description: string;
  readonly sensitivity?: Sensitivity;
  readonly optional?: boolean;
}

/** An object with a class of its own. */
export function ObjectField(shape: () => new () => object, notes: ObjectNotes): PropertyDecorator {
  const { optional = false, ...rest } = notes;
  return applyDecorators(
    // Swagger takes a function for a lazy reference only when it is called `type`.
    InputField({ ...rest, type: () => shape(), required: !optional }),
    ...(optional ? [IfGiven()] : [IsDefined()]),
    IsObject({ message: 'must be an object' }),
    ValidateNested({ message: 'must be an object' }),
    Type(shape),
  ) as PropertyDecorator;
}
