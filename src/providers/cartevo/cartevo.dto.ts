import { ApiSchema } from '@nestjs/swagger';
import {
  ACCEPTED_PATTERNS,
  IfGiven,
  IsEmailAddress,
  IsHttpsUrl,
  IsPlainText,
} from '../../platform/validation/validators.js';
import { CountryField, DateField, PhoneField } from '../input/contact-fields.js';
import { ObjectField } from '../input/object-field.js';
import { InputField, WordField, textFieldsOf } from '../input/text-field.js';
import { DOCUMENT_TYPE_WORDS } from './cartevo.statuses.js';
import { cartevoLimits } from './cartevo.tables.js';

const MAX_URL_LENGTH = 2048;

const TextField = textFieldsOf(cartevoLimits);

@ApiSchema({ name: 'CreateCartevoAddress' })
export class CreateCartevoAddress {
  @TextField('/address/line1', { description: 'Street and number.', example: '12 Rue Exemple' })
  line1!: string;

  @TextField('/address/city', { description: 'City.', example: 'Douala' })
  city!: string;

  @TextField('/address/region', { description: 'State, province or region.', example: 'Littoral' })
  region!: string;

  @TextField('/address/postalCode', { description: 'Postal code.', example: '00237' })
  postalCode!: string;

  @CountryField({ description: 'ISO 3166-1 alpha-2.', example: 'CM' })
  country!: string;
}

@ApiSchema({ name: 'CreateCartevoIdentityDocument' })
export class CreateCartevoIdentityDocument {
  @WordField(Object.keys(DOCUMENT_TYPE_WORDS), { description: 'Kind of the document.', example: 'passport' })
  type!: string;

  @TextField('/identityDocument/number', {
    sensitivity: 'sensitive',
    description: 'Number of the document.',
    example: 'TEST0000100',
  })
  number!: string;

  @InputField({
    sensitivity: 'sensitive',
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

  @InputField({
    sensitivity: 'sensitive',
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
  @TextField('/givenName', { description: 'First name.', example: 'Amina' })
  givenName!: string;

  @TextField('/familyName', { description: 'Last name.', example: 'Testou' })
  familyName!: string;

  @InputField({
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

  @DateField({
    description: 'At least 18 years ago, compared in UTC; a birthday on 29 February counts on 1 March.',
    example: '1990-01-15',
  })
  dateOfBirth!: string;

  @PhoneField({ description: 'A possible telephone number in E.164.', example: '+237677000001' })
  phone!: string;

  @ObjectField(() => CreateCartevoAddress, { description: 'Where the customer lives.' })
  address!: CreateCartevoAddress;

  @ObjectField(() => CreateCartevoIdentityDocument, { sensitivity: 'sensitive', description: 'The identity document.' })
  identityDocument!: CreateCartevoIdentityDocument;
}
