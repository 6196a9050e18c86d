import type { CardAction, CardState } from '../../canonical/enums.js';
import { enumOf, wordTable } from '../mapping/text.js';

/** `kyc_status`, described in “Create Customer” but in no documented answer. Without it nothing is known. */
export const verificationStatus = enumOf(
  { PENDING: 'in_review', APPROVED: 'approved', REJECTED: 'rejected' },
  { absent: 'unknown' },
);

/** `is_active` of a customer: not active when Cartevo has disabled the customer. */
export const ACCOUNT_STATUS_BY_FLAG = wordTable({ true: 'active', false: 'suspended' });

/** `type` of a customer’s document. */
export const identityDocumentType = enumOf(
  { NIN: 'national_id', PASSPORT: 'passport', VOTERS_CARD: 'voter_card', DRIVERS_LICENSE: 'driver_license' },
  { absent: 'unknown' },
);

/** `brand` of a card; create accepts it in any case. */
export const brand = enumOf({ VISA: 'visa', MASTERCARD: 'mastercard' }, { absent: 'unknown', ignoreCase: true });

/** `status` of a card. */
export const CARD_STATE_BY_STATUS: Readonly<Record<string, CardState>> = {
  PENDING: 'pending',
  ACTIVE: 'active',
  FROZEN: 'frozen',
  SUSPENDED: 'suspended',
  TERMINATED: 'terminated',
  FAILED: 'failed',
};

/** What Cartevo lets an integrator do with a card, by its state; every other state allows nothing. */
export const ACTIONS_BY_STATE: Readonly<Partial<Record<CardState, readonly CardAction[]>>> = {
  active: ['freeze', 'withdraw', 'fund', 'terminate'],
  frozen: ['unfreeze', 'withdraw', 'terminate'],
};

/** For people: who put a card into its state, by Cartevo’s word. */
export const STATE_CHANGERS = wordTable({ FROZEN: 'integrator', SUSPENDED: 'provider' }, 'all');

/** For people: what is allowed, by Cartevo’s word; every other word allows nothing. */
export const ACTION_WORDS = wordTable(
  Object.fromEntries(
    Object.entries(CARD_STATE_BY_STATUS).map(([word, state]) => [
      word,
      ACTIONS_BY_STATE[state]?.join(', ') ?? 'nothing',
    ]),
  ),
);

/** Cartevo’s word for a document type: the table above, read backwards. */
export const DOCUMENT_TYPE_WORDS: Readonly<Record<string, string>> = {
  national_id: 'NIN',
  passport: 'PASSPORT',
  voter_card: 'VOTERS_CARD',
  driver_license: 'DRIVERS_LICENSE',
};

/** Document types whose back side is required (“Create Customer”). */
export const BACK_SIDE_NEEDED: ReadonlySet<string> = new Set(['driver_license', 'national_id']);

/** Cartevo’s word for a brand. */
export const BRAND_WORDS: Readonly<Record<string, string>> = { visa: 'VISA', mastercard: 'MASTERCARD' };

/** Cartevo’s word for the state of a card: the table above, read backwards. */
export const STATUS_WORDS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(CARD_STATE_BY_STATUS).map(([word, state]) => [state, word]),
);
