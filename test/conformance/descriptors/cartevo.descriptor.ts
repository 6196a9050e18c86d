import type { ConformanceDescriptor } from '../descriptor.js';

export const descriptor: ConformanceDescriptor = {
  operations: [
    'getCustomer',
    'listCustomers',
    'createCustomer',
    'listCustomerTransactions',
    'listCustomerCards',
    'listCards',
    'getCard',
    'listCardTransactions',
    'createCard',
    'freezeCard',
    'unfreezeCard',
    'terminateCard',
    'fundCard',
    'withdrawFromCard',
  ],
  known: '4d4dad81-7899-4612-a9f6-133ce56a4507',
  absent: 'ffffffff-0000-4000-a000-ffffffffffff',
  others: [
    '8d4f2a1b-5c3e-4d7f-9a6b-2e1c8f9d0a3b',
    'c0de0005-feed-4bad-8ace-c0de0005cafe',
    'c0de0006-feed-4bad-8ace-c0de0006cafe',
    'c0de0007-feed-4bad-8ace-c0de0007cafe',
    'c0de0008-feed-4bad-8ace-c0de0008cafe',
    'c0de0009-feed-4bad-8ace-c0de0009cafe',
    'c0de000a-feed-4bad-8ace-c0de000acafe',
  ],
  cards: {
    holder: '4d4dad81-7899-4612-a9f6-133ce56a4507',
    others: [
      '8d4f2a1b-5c3e-4d7f-9a6b-2e1c8f9d0a3b',
      'c0de0003-feed-4bad-8ace-c0de0003cafe',
      'c0de0004-feed-4bad-8ace-c0de0004cafe',
    ],
    none: 'c0de0005-feed-4bad-8ace-c0de0005cafe',
    known: '91b3c6d6-111b-44da-9f81-16f019bebe8c',
  },
  hasDocument: true,
  create: (unique) => ({
    givenName: 'Amina',
    familyName: 'Testou',
    email: `amina.${unique}@example.com`,
    dateOfBirth: '1990-01-15',
    phone: '+237677000001',
    address: { line1: '12 Rue Exemple', city: 'Douala', region: 'Littoral', postalCode: '00237', country: 'CM' },
    identityDocument: {
      type: 'passport',
      number: `TEST-${unique}`,
      frontUrl: 'https://files.example.com/front.jpg',
    },
  }),
  neverFilled: {
    'transaction.fee': 'only the answers of fund and withdraw have it',
    'transaction.balanceAfter': 'only the answers of fund and withdraw have it',
  },
};
