import { ApiSchema } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { IDENTITY_DOCUMENT_TYPES } from '../../canonical/enums.js';
import { ACCEPTED_PATTERNS, IfGiven, IsHttpsUrl, IsPlainText } from '../../platform/validation/validators.js';
import { CountryField, DateField, EmailField, PhoneField } from '../input/contact-fields.js';
import { ListField } from '../input/list-field.js';
import { MetadataField } from '../input/metadata-field.js';
import { MoneyInput } from '../input/money-input.js';
import { ObjectField } from '../input/object-field.js';
import { InputField, PlainTextField, WordField, textFieldsOf, type FieldNotes } from '../input/text-field.js';
import { MAX_PEOPLE, partnerLimits } from './partner.limits.js';

const Text = textFieldsOf(partnerLimits);
const NOT_SENT = 'Accepted and not sent: the partner has no place for it.';
const optional = true;

/** A field that other providers know. */
function NotSent(description: string, example: string): PropertyDecorator {
  return PlainTextField(1, 255, { description: `${description} ${NOT_SENT}`, example, optional });
}

function WebsiteField(notes: FieldNotes): PropertyDecorator {
  const most = partnerLimits.find(({ pointer }) => pointer === '/business/website')?.max ?? 0;
  const pattern = ACCEPTED_PATTERNS.httpsUrl;
  return applyDecorators(
    InputField({ ...notes, type: 'string', format: 'uri', maxLength: most, pattern, required: false }),
    IfGiven(),
    IsPlainText(1, most),
    IsHttpsUrl(),
  ) as PropertyDecorator;
}

/** The two kinds of address differ in their rows of the limits table only. */
function addressAt(pointer: string): new () => object {
  class PartnerAddress {
    @Text(`${pointer}/line1`, { description: 'Street and number.', example: '1 Example Road' })
    line1?: string;

    @NotSent('Second line.', 'Unit 4')
    line2?: string;

    @Text(`${pointer}/city`, { description: 'City.', example: 'Singapore' })
    city?: string;

    @Text(`${pointer}/region`, { description: 'State, province or region.', example: 'SG' })
    region?: string;

    @Text(`${pointer}/postalCode`, { description: 'Postal code.', example: '000001' })
    postalCode?: string;

    @CountryField({ description: 'ISO 3166-1 alpha-2.', example: 'SG', optional })
    country?: string;
  }
  return PartnerAddress;
}

/** An address as a caller sends it. */
export interface PartnerAddressInput {
  readonly line1?: string;
  readonly city?: string;
  readonly region?: string;
  readonly postalCode?: string;
  readonly country?: string;
}

@ApiSchema({ name: 'CreatePartnerRegisteredAddress' })
class RegisteredAddress extends addressAt('/business/registeredAddress') {}

@ApiSchema({ name: 'CreatePartnerHomeAddress' })
class HomeAddress extends addressAt('/business/people/*/address') {}

export class CreatePartnerIdentityDocument {
  @WordField(IDENTITY_DOCUMENT_TYPES, { description: `Kind of document. ${NOT_SENT}`, example: 'passport', optional })
  type?: string;

  @Text('/business/people/*/identityDocument/number', {
    description: 'Number of the document.',
    example: 'X0000001',
    sensitivity: 'sensitive',
  })
  number?: string;

  @CountryField({ description: 'ISO 3166-1 alpha-2 country that issued it.', example: 'SG', optional })
  issuingCountry?: string;

  @DateField({ description: 'Day of issue.', example: '2023-11-07', optional })
  issuedOn?: string;

  @DateField({ description: 'Last day of validity.', example: '2033-11-07', optional })
  expiresOn?: string;
}

export class CreatePartnerPerson {
  @Text('/business/people/*/givenName', { description: 'First name.', example: 'Mei' })
  givenName!: string;

  @NotSent('Middle names.', 'Lin')
  middleName?: string;

  @Text('/business/people/*/familyName', { description: 'Last name.', example: 'Sample' })
  familyName!: string;

  @Text('/business/people/*/givenNameLatin', { description: 'First name in Latin script.', example: 'Mei' })
  givenNameLatin?: string;

  @Text('/business/people/*/familyNameLatin', { description: 'Last name in Latin script.', example: 'Sample' })
  familyNameLatin?: string;

  @DateField({ description: 'Day of birth, not in the future.', example: '1985-05-05', optional })
  dateOfBirth?: string;

  @CountryField({ description: 'ISO 3166-1 alpha-2.', example: 'SG', optional })
  nationality?: string;

  @ObjectField(() => HomeAddress, { description: 'Home address.', optional })
  address?: PartnerAddressInput;

  @ObjectField(() => CreatePartnerIdentityDocument, {
    description: 'The identity document.',
    sensitivity: 'sensitive',
    optional,
  })
  identityDocument?: CreatePartnerIdentityDocument;
}

export class CreatePartnerActivity {
  @CountryField({ description: 'ISO 3166-1 alpha-2 country of operation.', example: 'SG', optional })
  operatingCountry?: string;

  @Text('/business/activity/description', { description: 'Goods or services offered.', example: 'Trading of samples' })
  description?: string;

  @Text('/business/activity/industryCode', {
    description: 'Industry code, in the partner’s classification.',
    example: '5045',
  })
  industryCode?: string;

  @NotSent('The partner’s reference of the product.', 'REF-EXAMPLE')
  productReference?: string;

  @ObjectField(() => MoneyInput, { description: 'Expected revenue in a month.', optional })
  estimatedMonthlyRevenue?: MoneyInput;
}

export class CreatePartnerBusiness {
  @Text('/business/legalName', { description: 'Registered name.', example: 'Sample Trading' })
  legalName!: string;

  @Text('/business/legalNameLatin', {
    description: 'Registered name in Latin script.',
    example: 'Sample Trading Pte Ltd',
  })
  legalNameLatin?: string;

  @NotSent('Name the business trades under.', 'Sample')
  tradeName?: string;

  @WebsiteField({ description: 'Web site, https.', example: 'https://sample-trading.example.com' })
  website?: string;

  @Text('/business/registrationNumber', { description: 'Number in the company register.', example: 'T00SS0000A' })
  registrationNumber?: string;

  @CountryField({ description: 'ISO 3166-1 alpha-2 country of the register.', example: 'SG', optional })
  registrationCountry?: string;

  @DateField({ description: 'First day on which the registration is valid.', example: '2020-01-01', optional })
  registeredOn?: string;

  @DateField({ description: 'Last day on which the registration is valid.', example: '2030-01-01', optional })
  registrationExpiresOn?: string;

  @ObjectField(() => RegisteredAddress, { description: 'Address in the company register.', optional })
  registeredAddress?: PartnerAddressInput;

  @ObjectField(() => CreatePartnerActivity, { description: 'What the business does.', optional })
  activity?: CreatePartnerActivity;

  @ListField(() => CreatePartnerPerson, MAX_PEOPLE, `Owners, directors and signers; at most ${MAX_PEOPLE}.`)
  people?: CreatePartnerPerson[];
}

/** A business to register at the partner, in canonical names. */
export class CreatePartnerCustomer {
  @WordField(['business'], {
    description: 'The partner has businesses only.',
    example: 'business',
    sensitivity: 'public',
    optional,
  })
  type?: string;

  @Text('/externalId', {
    description: 'Your own id, unique at the partner. The gateway makes one when you send none.',
    example: 'ext-0100',
    sensitivity: 'public',
  })
  externalId?: string;

  @EmailField({ description: 'E-mail address of the contact, in ASCII.', example: 'ops.new@example.com', optional })
  email?: string;

  @PhoneField({ description: 'Telephone number of the contact, E.164.', example: '+14155550166', optional })
  phone?: string;

  @ObjectField(() => CreatePartnerBusiness, { description: 'The business.' })
  business!: CreatePartnerBusiness;

  @MetadataField(NOT_SENT)
  metadata?: Record<string, unknown>;
}
