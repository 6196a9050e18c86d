import type { ConformanceDescriptor } from '../descriptor.js';

export const descriptor: ConformanceDescriptor = {
  operations: ['getCustomer', 'listCustomers'],
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
  neverFilled: {},
};
