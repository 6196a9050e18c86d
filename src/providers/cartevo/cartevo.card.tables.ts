import type { Operation } from '../operations.js';
import type { ErrorRow, FieldLimit } from '../provider.js';

/** Least and most cents of one movement, and of a new card: “Fund Card”, “Withdraw”, and the limit of every card. */
export const LEAST_MOVED_CENTS = 100;
export const MOST_ON_CARD_CENTS = 1_000_000;
/** “Create Card”. */
export const LONGEST_CARD_NAME = 50;

const CARD_READS: readonly Operation[] = ['getCard', 'listCardTransactions', 'listCustomerTransactions'];
const STATE_CHANGES: readonly Operation[] = ['freezeCard', 'unfreezeCard', 'terminateCard'];
const MOVEMENTS: readonly Operation[] = ['fundCard', 'withdrawFromCard'];
const ON_A_CARD: readonly Operation[] = [...STATE_CHANGES, ...MOVEMENTS];

/** Body fields of “Create Card”, “Fund Card” and “Withdraw”; amounts in cents. */
export const cartevoCardLimits: readonly FieldLimit[] = [
  { pointer: '/customerId', wireName: 'customer_id', min: 36, max: 36, required: true },
  { pointer: '/brand', wireName: 'brand', min: 4, max: 10, required: true },
  { pointer: '/nameOnCard', wireName: 'name_on_card', min: 1, max: LONGEST_CARD_NAME, required: false },
  { pointer: '/initialFunding', wireName: 'amount', min: 0, max: MOST_ON_CARD_CENTS, required: false },
  { pointer: '/amount', wireName: 'amount', min: LEAST_MOVED_CENTS, max: MOST_ON_CARD_CENTS, required: true },
];

/** The error tables of the pages about cards. */
export const cartevoCardErrors: readonly ErrorRow[] = [
  { status: 404, operations: [...CARD_READS, ...ON_A_CARD], code: 'resource_not_found', certainty: 'documented' },
  {
    status: 404,
    operations: ['createCard'],
    code: 'resource_not_found',
    pointer: '/customerId',
    certainty: 'inferred',
  },
  // A field that the caller named in the body is an ordinary mistake in it, not a record that is missing.
  {
    status: 400,
    operations: [...CARD_READS, ...ON_A_CARD],
    words: /uuid/i,
    code: 'resource_not_found',
    certainty: 'inferred',
  },
  {
    status: 200,
    operations: [...CARD_READS],
    words: /\bnot found\b/i,
    code: 'resource_not_found',
    certainty: 'inferred',
  },
  {
    status: 400,
    operations: [...MOVEMENTS, 'createCard'],
    words: /\binsufficient\b/i,
    code: 'insufficient_funds',
    certainty: 'documented',
  },
  {
    status: 400,
    operations: ['createCard'],
    words: /\bKYC\b|\bnot (?:yet )?approved\b/i,
    code: 'customer_not_approved',
    pointer: '/customerId',
    certainty: 'inferred',
  },
  {
    status: 400,
    operations: ['createCard'],
    words: /\bnot supported\b|\bunsupported\b/i,
    code: 'unsupported_operation',
    certainty: 'inferred',
  },
  {
    status: 400,
    operations: ['createCard'],
    words: /^amount\b/i,
    code: 'validation_failed',
    pointer: '/initialFunding',
    certainty: 'inferred',
  },
  {
    status: 400,
    operations: MOVEMENTS,
    words: /^amount\b/i,
    code: 'validation_failed',
    pointer: '/amount',
    certainty: 'documented',
  },
  {
    status: 400,
    operations: ON_A_CARD,
    words:
      /\b(?:already|not|must be) (?:active|frozen|terminated)\b|\bcard (?:is )?(?:pending|active|frozen|suspended|terminated|failed)\b/i,
    code: 'card_state_conflict',
    certainty: 'documented',
  },
];

/** Meanings about cards that no document states. */
export const cartevoCardInferred: readonly string[] = [
  'A 404 on “create card” means that the customer does not exist.',
  'The words by which “create card” refuses a customer without approval, or a country, are not documented.',
  'Unfreezing a card that is not frozen is refused like freezing one that is.',
  'Of the types of transactions only `FUND`, `FUNDING`, `AUTHORIZATION` and `SETTLEMENT` are documented.',
  'What “fund” and “withdraw” call `transaction_id` is the id of the transaction in the lists.',
];
