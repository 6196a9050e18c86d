import type { ConformanceDescriptor } from '../descriptor.js';

export const descriptor: ConformanceDescriptor = {
  operations: ['getCustomer', 'findCustomersByExternalId', 'createCustomer'],
  known: 'cus_c002c002c002c002c002c002c002c002',
  absent: 'cus_0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f',
  others: [
    'cus_c001c001c001c001c001c001c001c001',
    'cus_c004c004c004c004c004c004c004c004',
    'cus_c005c005c005c005c005c005c005c005',
    'cus_c006c006c006c006c006c006c006c006',
  ],
  externalId: { known: 'ext-0002', absent: ['ext-none', 'ext-missing-200'] },
  hasDocument: true,
  create: (unique) => ({
    externalId: `conformance-${unique}`,
    email: `ops.${unique}@example.com`,
    phone: '+14155550166',
    business: {
      legalName: 'Sample Trading',
      registrationNumber: 'T00SS0000A',
      registeredAddress: { line1: '1 Example Road', city: 'Singapore', country: 'SG' },
      activity: { operatingCountry: 'SG', estimatedMonthlyRevenue: { amountMinor: 9999, currency: 'USD' } },
      people: [{ givenName: 'Mei', familyName: 'Sample', dateOfBirth: '1985-05-05', nationality: 'SG' }],
    },
  }),
  neverFilled: {},
};
