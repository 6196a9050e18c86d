import { beforeSending } from '../before-sending.js';
import type { OperationContext } from '../provider.js';
import type { Evidence } from '../reconciliation.js';
import type { CreateCartevoCardCommand } from './cartevo.card.create.js';
import { MOVEMENTS, type Movement } from './cartevo.card-writes.js';
import type { CartevoCards } from './cartevo.cards.js';

/** Transactions that are looked through at once; more is the provider’s own limit. */
export const TRANSACTION_PAGE = 100;

/** By what a new card can be recognised later: the cards that were there before, whose, and of which brand. */
export async function evidenceOfNewCard(
  cards: CartevoCards,
  { customerId, brand, fundingMinor }: CreateCartevoCardCommand,
  call: OperationContext,
): Promise<Evidence> {
  // As when it is looked for, or a card that is not kept yet would be taken for this one.
  const { data } = await beforeSending(cards.ofCustomer(customerId, true, call));
  return { customerId, brand, fundingMinor, cardIds: data.map(({ providerId }) => providerId) };
}

/** By what a movement can be recognised later: the newest transactions of before, its kind and its amount. */
export async function evidenceOfMovement(
  cards: CartevoCards,
  operation: Movement,
  { cardId, amountMinor }: { readonly cardId: string; readonly amountMinor: number },
  call: OperationContext,
): Promise<Evidence> {
  // As when it is looked for, or an older movement that is not kept yet would be taken for this one.
  const newest = { list: 'evidence', limit: TRANSACTION_PAGE, cursor: null, filters: { sync: 'true' } };
  const { data } = await beforeSending(cards.transactionsOfCard(cardId, newest, call));
  const transactionIds = data.map(({ providerId }) => providerId);
  return { kind: MOVEMENTS[operation].kind, amountMinor, transactionIds };
}
