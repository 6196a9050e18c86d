import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import type { Sensitivity } from '../../canonical/field.js';

/** Documents one field of what a caller sends, with its class of sensitivity. */
export function InputField(sensitivity: Sensitivity, options: ApiPropertyOptions): PropertyDecorator {
  // Swagger’s type knows no extensions, its decorator does.
  return ApiProperty({ ...options, ...({ 'x-sensitivity': sensitivity } as object) });
}
