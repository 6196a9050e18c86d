import type { ConformanceDescriptor } from '../descriptor.js';

export const descriptor: ConformanceDescriptor = {
  operations: ['getCustomer', 'findCustomersByExternalId'],
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
  neverFilled: {},
};
