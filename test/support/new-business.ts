/** A business to create at the partner, with every field that it has a place for; an undefined change takes one away. */
export function newBusiness(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const business = {
    type: 'business',
    externalId: 'ext-0100',
    email: 'ops.new@example.com',
    phone: '+14155550166',
    business: {
      legalName: '样本贸易',
      legalNameLatin: 'Sample Trading Pte Ltd',
      website: 'https://sample-trading.example.com',
      registrationNumber: 'T00SS0000A',
      registrationCountry: 'SG',
      registeredOn: '2020-01-01',
      registrationExpiresOn: '2030-01-01',
      registeredAddress: {
        line1: '1 Example Road',
        city: 'Singapore',
        region: 'SG',
        postalCode: '000001',
        country: 'SG',
      },
      activity: {
        operatingCountry: 'SG',
        description: 'Fictional trading of samples',
        industryCode: '5045',
        estimatedMonthlyRevenue: { amountMinor: 9999, currency: 'USD', exponent: 2 },
      },
      people: [person('Mei'), person('Li')],
    },
    ...changes,
  };
  return JSON.parse(JSON.stringify(business)) as Record<string, unknown>;
}

function person(givenNameLatin: string): Record<string, unknown> {
  return {
    givenName: givenNameLatin,
    familyName: '样本',
    givenNameLatin,
    familyNameLatin: 'Sample',
    dateOfBirth: '1985-05-05',
    nationality: 'SG',
    address: { line1: '2 Example Road', city: 'Singapore', region: 'SG', postalCode: '000002', country: 'SG' },
    identityDocument: {
      number: 'X0000001',
      issuingCountry: 'SG',
      issuedOn: '2023-11-07',
      expiresOn: '2033-11-07',
    },
  };
}

/** Two registration documents and both sides of the first person’s document, as a form names them. */
export const BUSINESS_FILES = [
  'business.registrationDocuments',
  'business.registrationDocuments',
  'business.people.0.identityDocument.front',
  'business.people.0.identityDocument.back',
] as const;
