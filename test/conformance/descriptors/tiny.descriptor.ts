import type { ConformanceDescriptor } from '../descriptor.js';

export const descriptor: ConformanceDescriptor = {
  operations: ['getCustomer'],
  known: 'tiny-0001',
  absent: 'tiny-9999',
  others: ['tiny-0002'],
  hasDocument: false,
  neverFilled: {},
};
