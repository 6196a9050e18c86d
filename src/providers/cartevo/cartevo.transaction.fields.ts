import { Transaction } from '../../canonical/transaction.js';
import { money } from '../mapping/amounts.js';
import { instant } from '../mapping/dates.js';
import type { FieldTable } from '../mapping/field-table.js';
import { identityRows } from '../mapping/identity-rows.js';
import { compileReader } from '../mapping/record-reader.js';
import { gatewayId, literal, text, wordTable } from '../mapping/text.js';
import { DIRECTION_BY_KIND, KIND_BY_TYPE, transactionKind, transactionStatus } from './cartevo.transaction.statuses.js';
import { direction, movedMoney } from './cartevo.transaction.transforms.js';

/** An id of a record that is named inside another one; whatever it looks like, it is an id. */
const reference = { transform: gatewayId('cartevo'), sensitivity: 'public', cardNumberAllowed: () => true } as const;

/** For people: which way money moves, by Cartevo’s word. */
const DIRECTION_WORDS = wordTable(
  Object.fromEntries(Object.entries(KIND_BY_TYPE).map(([word, kind]) => [word, DIRECTION_BY_KIND[kind] ?? 'unknown'])),
  'all',
);

/**
 * Cartevo’s transaction: “List Card Transactions”, “Customer transactions”, and what “Fund Card” and “Withdraw” answer.
 * The card and the customer inside are left out but for their ids: the card comes with its number as a token.
 */
export const cartevoTransactionFields: FieldTable = [
  ...identityRows('cartevo', 'id'),
  { to: 'cardId', from: ['card_id', 'card.id'], ...reference },
  { to: 'customerId', from: ['customer_id', 'customer.id'], undocumented: ['customer_id'], ...reference },
  { to: 'kind', from: ['type'], transform: transactionKind, sensitivity: 'public' },
  { to: 'kindNative', from: ['type'], transform: literal, sensitivity: 'public' },
  { to: 'status', from: ['status'], transform: transactionStatus, sensitivity: 'public' },
  { to: 'statusNative', from: ['status'], transform: literal, sensitivity: 'public' },
  { to: 'direction', from: ['type'], words: DIRECTION_WORDS, transform: direction, sensitivity: 'public' },
  {
    to: 'amount',
    fromAll: { amount: ['amount'], currency: ['currency', 'card.currency'] },
    wireTypes: { amount: 'number' },
    transform: movedMoney,
    sensitivity: 'personal',
  },
  {
    to: 'fee',
    fromAll: { amount: ['fee_amount'], currency: ['currency'] },
    wireTypes: { amount: 'number' },
    transform: money,
    sensitivity: 'personal',
  },
  {
    to: 'balanceAfter',
    fromAll: { amount: ['card_balance_after'], currency: ['currency'] },
    wireTypes: { amount: 'number' },
    transform: money,
    sensitivity: 'personal',
  },
  { to: 'description', from: ['description'], transform: text, sensitivity: 'personal' },
  { to: 'createdAt', from: ['created_at'], transform: instant, sensitivity: 'public' },
  { from: ['category'], dropped: 'always `CARD`', sensitivity: 'public' },
  { from: ['transaction_id'], dropped: 'the id, as “Fund Card” and “Withdraw” call it', sensitivity: 'public' },
  { from: ['card_balance_before'], dropped: 'the balance afterwards is what counts', sensitivity: 'personal' },
  {
    from: ['card.number', 'card.cvv', 'card.pan'],
    dropped: 'card number and security code as tokens that give them away; never part of the model',
    sensitivity: 'secret',
  },
  {
    from: [
      'card.masked_pan',
      'card.masked_number',
      'card.last4',
      'card.balance',
      'card.expiry_month',
      'card.expiry_year',
    ],
    dropped: 'the card can be read by its id',
    sensitivity: 'personal',
  },
  {
    from: [
      'card.status',
      'card.brand',
      'card.customer_id',
      'card.is_active',
      'card.is_virtual',
      'card.is_physical',
      'card.created_at',
      'card.updated_at',
    ],
    dropped: 'the card can be read by its id',
    sensitivity: 'public',
  },
  {
    from: ['customer.email', 'customer.first_name', 'customer.last_name'],
    dropped: 'the customer can be read by its id',
    sensitivity: 'personal',
  },
];

/** Reader of Cartevo’s transactions, compiled once. */
export const cartevoTransaction = compileReader({
  record: 'transaction',
  shape: Transaction,
  table: cartevoTransactionFields,
  idKey: 'id',
});
