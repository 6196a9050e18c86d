import { ApiProperty, ApiSchema, type ApiPropertyOptions } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsDefined, IsObject, ValidateNested } from 'class-validator';
import type { Sensitivity } from '../../canonical/field.js';
import {
  ACCEPTED_PATTERNS,
  IfGiven,
  IsEmailAddress,
  IsHttpsUrl,
  IsOneOf,
  IsPlainText,
  rule,
} from '../../platform/validation/validators.js';
import { isAlpha2 } from '../mapping/countries.js';
import { isCalendarDay } from '../mapping/dates.js';
import { parsePhone } from '../mapping/phones.js';
import { DOCUMENT_TYPE_WORDS } from './cartevo.statuses.js';
import { cartevoLimits } from './cartevo.tables.js';

const MAX_URL_LENGTH = 2048;
const E164 = /^\+[1-9]\d{6,14}$/;

/** One field of the body, with its class of sensitivity. */
function Input(sensitivity: Sensitivity, options: ApiPropertyOptions): PropertyDecorator {
  // Swagger’s type knows no extensions, its decorator does.
  return ApiProperty({ ...options, ...({ 'x-sensitivity': sensitivity } as object) });
}

/** A text field whose lengths come from the limits table. */
function TextField(
  pointer: string,
  description: string,
  example: string,
  sensitivity: Sensitivity = 'personal',
): PropertyDecorator {
  const limit = cartevoLimits.find((row) => row.pointer === pointer);
  if (!limit) throw new Error(`no limit for ${pointer}`);
  return applyDecorators(
    Input(sensitivity, {
      type: 'string',
      minLength: limit.min,
      maxLength: limit.max,
      pattern: ACCEPTED_PATTERNS.plainText(limit.min),
      description,
      example,
    }),
    IsPlainText(limit.min, limit.max),
  );
}

@ApiSchema({ name: 'CreateCartevoAddress' })
export class CreateCartevoAddress {
  @TextField('/address/line1', 'Street and number.', '12 Rue Exemple')
  line1!: string;

  @TextField('/address/city', 'City.', 'Douala')
  city!: string;

  @TextField('/address/region', 'State, province or region.', 'Littoral')
  region!: string;

  @TextField('/address/postalCode', 'Postal code.', '00237')
  postalCode!: string;

  @Input('personal', {
    type: 'string',
    format: 'iso-3166-1-alpha-2',
    pattern: '^[A-Z]{2}$',
    description: 'ISO 3166-1 alpha-2.',
    example: 'CM',
  })
  @rule('not_a_country', 'must be a country code of ISO 3166-1 alpha-2', (value) => {
    return typeof value === 'string' && isAlpha2(value);
  })
  country!: string;
}

@ApiSchema({ name: 'CreateCartevoIdentityDocument' })
export class CreateCartevoIdentityDocument {
  @Input('personal', {
    type: 'string',
    enum: Object.keys(DOCUMENT_TYPE_WORDS),
    description: 'Kind of the document.',
    example: 'passport',
  })
  @IsOneOf(Object.keys(DOCUMENT_TYPE_WORDS))
  type!: string;

  @TextField('/identityDocument/number', 'Number of the document.', 'TEST0000100', 'sensitive')
  number!: string;

  @Input('sensitive', {
    type: 'string',
    format: 'uri',
    maxLength: MAX_URL_LENGTH,
    pattern: ACCEPTED_PATTERNS.httpsUrl,
    description: 'Public https address of the front.',
    example: 'https://files.example.com/front.jpg',
  })
  @IfGiven()
  @IsPlainText(1, MAX_URL_LENGTH)
  @IsHttpsUrl()
  frontUrl?: string;

  @Input('sensitive', {
    type: 'string',
    required: false,
    format: 'uri',
    maxLength: MAX_URL_LENGTH,
    pattern: ACCEPTED_PATTERNS.httpsUrl,
    description: 'Public https address of the back. Needed for driver_license and national_id.',
    example: 'https://files.example.com/back.jpg',
  })
  @IfGiven()
  @IsPlainText(1, MAX_URL_LENGTH)
  @IsHttpsUrl()
  backUrl?: string;
}

/** A customer to register at Cartevo, in canonical names. Every field of Cartevo's form is derived from these. */
export class CreateCartevoCustomer {
  @TextField('/givenName', 'First name.', 'Amina')
  givenName!: string;

  @TextField('/familyName', 'Last name.', 'Testou')
  familyName!: string;

  @Input('personal', {
    type: 'string',
    format: 'email',
    minLength: 3,
    maxLength: 254,
    pattern: ACCEPTED_PATTERNS.email,
    description: 'E-mail address in ASCII.',
    example: 'amina.new@example.com',
  })
  @IsPlainText(3, 254)
  @IsEmailAddress()
  email!: string;

  @Input('personal', {
    type: 'string',
    format: 'date',
    description: 'At least 18 years ago, compared in UTC; a birthday on 29 February counts on 1 March.',
    example: '1990-01-15',
  })
  @rule('not_a_date', 'must be a calendar date, YYYY-MM-DD', (value) => {
    return typeof value === 'string' && isCalendarDay(value);
  })
  dateOfBirth!: string;

  @Input('personal', {
    type: 'string',
    format: 'e164',
    pattern: E164.source,
    description: 'A possible telephone number in E.164.',
    example: '+237677000001',
  })
  @rule('not_a_phone', 'must be a possible telephone number in E.164', (value) => {
    return typeof value === 'string' && E164.test(value) && parsePhone(value)?.number === value;
  })
  phone!: string;

  @Input('personal', { type: () => CreateCartevoAddress, description: 'Where the customer lives.' })
  @IsDefined()
  @IsObject({ message: 'must be an object' })
  @ValidateNested({ message: 'must be an object' })
  @Type(() => CreateCartevoAddress)
  address!: CreateCartevoAddress;

  @Input('sensitive', { type: () => CreateCartevoIdentityDocument, description: 'The identity document.' })
  @IsDefined()
  @IsObject({ message: 'must be an object' })
  @ValidateNested({ message: 'must be an object' })
  @Type(() => CreateCartevoIdentityDocument)
  identityDocument!: CreateCartevoIdentityDocument;
}
