import type { ConformanceDescriptor } from '../descriptor.js';

export const descriptor: ConformanceDescriptor = {
  operations: [
    'getCustomer',
    'listCustomers',
    'createCustomer',
    'updateCustomer',
    'createTermsLink',
    'createVerificationLink',
    'addDocument',
  ],
  known: 'customer_f31121c389624d3697cbf3ea8830b7a4',
  absent: 'customer_0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f',
  others: [
    'customer_aa01aa01aa01aa01aa01aa01aa01aa01',
    'customer_aa03aa03aa03aa03aa03aa03aa03aa03',
    'customer_aa04aa04aa04aa04aa04aa04aa04aa04',
    'customer_aa05aa05aa05aa05aa05aa05aa05aa05',
    'customer_bb01bb01bb01bb01bb01bb01bb01bb01',
    'customer_dd01dd01dd01dd01dd01dd01dd01dd01',
  ],
  hasDocument: false,
  create: (unique) => ({
    email: `nora.${unique}@example.com`,
    phone: '+14155550199',
    address: { line1: '500 Example Avenue', city: 'Springfield', region: 'IL', postalCode: '62701', country: 'US' },
  }),
  update: { sourceOfFunds: 'savings' },
  documents: [
    {
      customer: 'customer_f31121c389624d3697cbf3ea8830b7a4',
      fields: { type: 'passport', side: 'front', issuingCountry: 'US' },
    },
  ],
  neverFilled: {},
};
