import { Address } from './contact.js';
import { CanonicalField } from './field.js';
import { Money } from './money.js';
import { Person } from './person.js';

/** What a business does and expects to earn. */
export class BusinessActivity {
  @CanonicalField({
    is: 'country',
    sensitivity: 'personal',
    example: 'SG',
    description: 'ISO 3166-1 alpha-2 country of operation.',
  })
  operatingCountry!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: 'Wholesale of samples',
    description: 'Goods or services offered.',
  })
  description!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: '5045',
    description: 'Industry code, in the provider’s classification.',
  })
  industryCode!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: 'REF-EXAMPLE',
    description: 'The provider’s reference of the product the account is used for.',
  })
  productReference!: string | null;

  @CanonicalField({ is: () => Money, sensitivity: 'personal', description: 'Expected revenue in a month.' })
  estimatedMonthlyRevenue!: Money | null;
}

/** A company that is the customer. */
export class Business {
  @CanonicalField({ is: 'string', sensitivity: 'personal', example: 'Sample Trading', description: 'Registered name.' })
  legalName!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: 'Sample Trading Pte Ltd',
    description: 'Registered name in Latin script.',
  })
  legalNameLatin!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: 'Sample',
    description: 'Name the business trades under.',
  })
  tradeName!: string | null;

  @CanonicalField({
    is: 'url',
    sensitivity: 'personal',
    example: 'https://sample-trading.example',
    description: 'Web site.',
  })
  website!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: 'T00SS0000A',
    description: 'Number in the company register.',
  })
  registrationNumber!: string | null;

  @CanonicalField({
    is: 'country',
    sensitivity: 'personal',
    example: 'SG',
    description: 'ISO 3166-1 alpha-2 country of the register.',
  })
  registrationCountry!: string | null;

  @CanonicalField({ is: () => Address, sensitivity: 'personal', description: 'Address in the company register.' })
  registeredAddress!: Address | null;

  @CanonicalField({ is: () => BusinessActivity, sensitivity: 'personal', description: 'What the business does.' })
  activity!: BusinessActivity | null;

  @CanonicalField({
    is: () => Person,
    array: true,
    sensitivity: 'personal',
    description: 'Owners, directors and signers known to the provider.',
  })
  people!: Person[];
}
