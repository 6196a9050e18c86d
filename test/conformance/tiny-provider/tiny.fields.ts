import { Customer } from '../../../src/canonical/customer.js';
import { instant } from '../../../src/providers/mapping/dates.js';
import type { FieldTable } from '../../../src/providers/mapping/field-table.js';
import { compileReader } from '../../../src/providers/mapping/record-reader.js';
import { enumOf, gatewayId, literal, text } from '../../../src/providers/mapping/text.js';

const status = enumOf({ open: 'active', shut: 'closed' }, { absent: 'unknown' });
const verification = enumOf({ open: 'approved', shut: 'rejected' }, { absent: 'unknown' });

export const tinyCustomerFields: FieldTable = [
  { to: 'id', from: ['key'], transform: gatewayId('tiny'), sensitivity: 'public', cardNumberAllowed: () => true },
  { to: 'provider', constant: 'tiny', because: 'the provider itself' },
  { to: 'providerId', from: ['key'], transform: text, sensitivity: 'public', cardNumberAllowed: () => true },
  { to: 'type', constant: 'individual', because: 'it knows persons only' },
  { to: 'status', from: ['state'], transform: status, sensitivity: 'public' },
  { to: 'statusNative', from: ['state'], transform: literal, sensitivity: 'public' },
  { to: 'displayName', from: ['name', 'full_name'], transform: text, sensitivity: 'personal' },
  { to: 'email', from: ['mail'], transform: text, sensitivity: 'personal' },
  { to: 'verification.status', from: ['state'], transform: verification, sensitivity: 'public' },
  { to: 'verification.statusNative', from: ['state'], transform: literal, sensitivity: 'public' },
  { to: 'createdAt', from: ['since'], transform: instant, sensitivity: 'public' },
  { from: ['note'], dropped: 'an internal remark', sensitivity: 'personal' },
];

export const tinyCustomer = compileReader({
  record: 'customer',
  shape: Customer,
  table: tinyCustomerFields,
  idKey: 'key',
});
