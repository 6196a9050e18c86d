import { ApiSchema } from '@nestjs/swagger';
import { IDENTITY_DOCUMENT_TYPES } from '../../canonical/enums.js';
import { ACCEPTED_PATTERNS, IfGiven, IsHttpsUrl, IsPlainText } from '../../platform/validation/validators.js';
import { CountryField, DateField, EmailField, PhoneField } from '../input/contact-fields.js';
import { MetadataField, type MetadataPatch } from '../input/metadata-field.js';
import { ObjectField } from '../input/object-field.js';
import { InputField, PlainTextField, WordField, textFieldsOf } from '../input/text-field.js';
import { spherePayCustomerLimits } from './spherepay.limits.js';

const NOT_SENT = 'SpherePay takes it from the identity document: accepted, not sent, and named in a warning.';
const MAX_URL_LENGTH = 2048;
/** Genders by the words that SpherePay is known, or supposed, to use. */
const GENDERS = ['female', 'male', 'other'];
const KNOWN_DOCUMENTS = IDENTITY_DOCUMENT_TYPES.filter((type) => type !== 'unknown');

const TextField = textFieldsOf(spherePayCustomerLimits);

/** An address of a file that is not sent. */
function FileAddressField(description: string): PropertyDecorator {
  return (target, key) => {
    const shown = { type: 'string', format: 'uri', maxLength: MAX_URL_LENGTH, required: false } as const;
    const example = 'https://files.example.com/front.jpg';
    InputField({ ...shown, pattern: ACCEPTED_PATTERNS.httpsUrl, description, example, sensitivity: 'sensitive' })(
      target,
      key,
    );
    for (const decorate of [IfGiven(), IsPlainText(1, MAX_URL_LENGTH), IsHttpsUrl()]) decorate(target, key);
  };
}

@ApiSchema({ name: 'CreateSpherePayAddress' })
export class SpherePayAddress {
  @TextField('/address/line1', { description: 'Street and number.', example: '500 Example Avenue' })
  line1!: string;

  @TextField('/address/line2', { description: 'Flat, floor, building.', example: 'Flat 3' })
  line2?: string;

  @TextField('/address/city', { description: 'City.', example: 'Springfield' })
  city!: string;

  @TextField('/address/region', { description: 'State, province or region.', example: 'IL' })
  region?: string;

  @TextField('/address/postalCode', { description: 'Postal code.', example: '62701' })
  postalCode?: string;

  @CountryField({ description: 'ISO 3166-1 alpha-2.', example: 'US' })
  country!: string;
}

@ApiSchema({ name: 'CreateSpherePayTaxId' })
export class SpherePayTaxId {
  @TextField('/taxId/type', {
    description:
      'SpherePay’s word for the kind of number, such as `ssn`; `passport`, `national_id` and `other` are for every ' +
      'country but the USA.',
    example: 'ssn',
  })
  type!: string;

  @TextField('/taxId/number', {
    description: 'The number; never shown again.',
    example: '000000000',
    sensitivity: 'sensitive',
  })
  number!: string;

  @CountryField({ description: 'Country of the number, ISO 3166-1 alpha-2.', example: 'US' })
  country!: string;

  @TextField('/taxId/description', {
    description: 'What it is; needed with the type `other`.',
    example: 'social security',
  })
  description?: string;
}

/** What can be said of a person when it is registered and later. */
export abstract class SpherePayPersonalFields {
  @TextField('/middleName', { description: 'Middle name.', example: 'Quinn' })
  middleName?: string;

  @WordField(GENDERS, { description: 'Gender.', example: 'female', optional: true })
  gender?: string;

  @CountryField({ description: 'Nationality, ISO 3166-1 alpha-2.', example: 'US', optional: true })
  nationality?: string;

  @CountryField({ description: 'Country of birth, ISO 3166-1 alpha-2.', example: 'US', optional: true })
  countryOfBirth?: string;

  @CountryField({ description: 'Country of residence, ISO 3166-1 alpha-2.', example: 'US', optional: true })
  countryOfResidence?: string;

  @TextField('/occupationCode', { description: 'Occupation by its SOC code.', example: '15-1132' })
  occupationCode?: string;

  @TextField('/sourceOfFunds', { description: 'SpherePay’s word for where the money comes from.', example: 'salary' })
  sourceOfFunds?: string;

  @ObjectField(() => SpherePayTaxId, {
    description: 'Tax number with type and country, all of them together, and only with an address.',
    sensitivity: 'sensitive',
    optional: true,
  })
  taxId?: SpherePayTaxId;
}

@ApiSchema({ name: 'CreateSpherePayIdentityDocument' })
export class SpherePayIdentityDocument {
  @WordField(KNOWN_DOCUMENTS, { description: 'Kind of the document.', example: 'passport' })
  type!: string;

  @PlainTextField(1, 255, { description: 'Its number.', example: 'TEST0000100', sensitivity: 'sensitive' })
  number!: string;

  @FileAddressField('Public https address of the front.')
  frontUrl?: string;

  @FileAddressField('Public https address of the back.')
  backUrl?: string;
}

/** A person to register at SpherePay, in canonical names. */
@ApiSchema({ name: 'CreateSpherePayCustomer' })
export class CreateSpherePayCustomer extends SpherePayPersonalFields {
  @WordField(['individual'], {
    description: 'Persons only; a business is verified through `verification-link`.',
    example: 'individual',
    optional: true,
  })
  type?: string;

  @EmailField({ description: 'E-mail address in ASCII.', example: 'nora.new@example.com' })
  email!: string;

  @PhoneField({ description: 'A possible telephone number in E.164.', example: '+14155550199' })
  phone!: string;

  @ObjectField(() => SpherePayAddress, { description: 'Where the customer lives.' })
  address!: SpherePayAddress;

  @MetadataField('Your own key-value pairs; a key with null is left out.')
  metadata?: MetadataPatch;

  @PlainTextField(1, 255, { description: `First name. ${NOT_SENT}`, example: 'Nora', optional: true })
  givenName?: string;

  @PlainTextField(1, 255, { description: `Last name. ${NOT_SENT}`, example: 'Example', optional: true })
  familyName?: string;

  @DateField({ description: `Date of birth. ${NOT_SENT}`, example: '1990-01-15', optional: true })
  dateOfBirth?: string;

  @ObjectField(() => SpherePayIdentityDocument, {
    description: 'Accepted and not sent: hand it in by `documents`. Named in a warning.',
    sensitivity: 'sensitive',
    optional: true,
  })
  identityDocument?: SpherePayIdentityDocument;

  @PlainTextField(1, 255, {
    description:
      'Your own id. SpherePay keeps none: accepted, not sent, and named in a warning. `metadata` can hold it.',
    example: 'order-4711',
    optional: true,
    sensitivity: 'public',
  })
  externalId?: string;
}

/**
 * What to change about a person; whatever is left out stays as it is. An address is given as a whole, and so is a tax
 * number. E-mail address and telephone number cannot be changed at SpherePay.
 */
@ApiSchema({ name: 'UpdateSpherePayCustomer' })
export class UpdateSpherePayCustomer extends SpherePayPersonalFields {
  @ObjectField(() => SpherePayAddress, { description: 'The new address, all of it.', optional: true })
  address?: SpherePayAddress;

  @MetadataField('Keys to set; one with null is taken away, every other one stays (JSON Merge Patch).')
  metadata?: MetadataPatch;
}
