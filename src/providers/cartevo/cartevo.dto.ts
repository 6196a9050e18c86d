import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsDefined, IsObject, ValidateNested } from 'class-validator';
import {
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

const E164 = /^\+[1-9]\d{6,14}$/;

/** A text field whose lengths come from the limits table. */
function TextField(pointer: string, description: string, example: string): PropertyDecorator {
  const limit = cartevoLimits.find((row) => row.pointer === pointer);
  if (!limit) throw new Error(`no limit for ${pointer}`);
  return applyDecorators(
    ApiProperty({ type: 'string', minLength: limit.min, maxLength: limit.max, description, example }),
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

  @ApiProperty({ type: 'string', pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2.', example: 'CM' })
  @rule('not_a_country', 'must be a country code of ISO 3166-1 alpha-2', (value) => {
    return typeof value === 'string' && isAlpha2(value);
  })
  country!: string;
}

@ApiSchema({ name: 'CreateCartevoIdentityDocument' })
export class CreateCartevoIdentityDocument {
  @ApiProperty({ type: 'string', enum: Object.keys(DOCUMENT_TYPE_WORDS), example: 'national_id' })
  @IsOneOf(Object.keys(DOCUMENT_TYPE_WORDS))
  type!: string;

  @TextField('/identityDocument/number', 'Number of the document.', 'TEST0000100')
  number!: string;

  @ApiPropertyOptional({
    type: 'string',
    format: 'uri',
    example: 'https://files.example.com/front.jpg',
    description: 'JSON only: public https address of the front.',
  })
  @IfGiven()
  @IsPlainText(1, 2048)
  @IsHttpsUrl()
  frontUrl?: string;

  @ApiPropertyOptional({
    type: 'string',
    format: 'uri',
    example: 'https://files.example.com/back.jpg',
    description: 'JSON only: public https address of the back. Needed for driver_license and national_id.',
  })
  @IfGiven()
  @IsPlainText(1, 2048)
  @IsHttpsUrl()
  backUrl?: string;
}

/** A customer to register at Cartevo, in canonical names. Every field of Cartevo's form is derived from these. */
export class CreateCartevoCustomer {
  @TextField('/givenName', 'First name.', 'Amina')
  givenName!: string;

  @TextField('/familyName', 'Last name.', 'Testou')
  familyName!: string;

  @ApiProperty({ type: 'string', format: 'email', maxLength: 254, example: 'amina.new@example.com' })
  @IsPlainText(3, 254)
  @IsEmailAddress()
  email!: string;

  @ApiProperty({
    type: 'string',
    format: 'date',
    description: 'At least 18 years ago, compared in UTC; a birthday on 29 February counts on 1 March.',
    example: '1990-01-15',
  })
  @rule('not_a_date', 'must be a calendar date, YYYY-MM-DD', (value) => {
    return typeof value === 'string' && isCalendarDay(value);
  })
  dateOfBirth!: string;

  @ApiProperty({ type: 'string', pattern: E164.source, description: 'E.164.', example: '+237677000001' })
  @rule('not_a_phone', 'must be a possible telephone number in E.164', (value) => {
    return typeof value === 'string' && E164.test(value) && parsePhone(value)?.number === value;
  })
  phone!: string;

  @ApiProperty({ type: () => CreateCartevoAddress })
  @IsDefined()
  @IsObject({ message: 'must be an object' })
  @ValidateNested({ message: 'must be an object' })
  @Type(() => CreateCartevoAddress)
  address!: CreateCartevoAddress;

  @ApiProperty({ type: () => CreateCartevoIdentityDocument })
  @IsDefined()
  @IsObject({ message: 'must be an object' })
  @ValidateNested({ message: 'must be an object' })
  @Type(() => CreateCartevoIdentityDocument)
  identityDocument!: CreateCartevoIdentityDocument;
}
