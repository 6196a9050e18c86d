import type { Card } from '../../canonical/card.js';
import type { Warning } from '../../canonical/response.js';
import type { Transaction } from '../../canonical/transaction.js';
import type { Operation } from '../operations.js';
import type { ListQuery, Mapped, MappedPage, OperationContext } from '../provider.js';
import {
  earliestOf,
  isSince,
  type Evidence,
  type Finding,
  type OpenWrite,
  type Reconciliation,
} from '../reconciliation.js';
import { MOVEMENTS, STATE_CHANGES, type StateChange } from './cartevo.card-writes.js';
import type { CartevoCards, ReadCustomer } from './cartevo.cards.js';
import { findNewCustomer, type ListCustomers } from './cartevo.customer-search.js';
import { TRANSACTION_PAGE } from './cartevo.evidence.js';

const MOST_TRANSACTION_PAGES = 5;

/** What reconciling reads with. */
export interface CartevoReads {
  readonly cards: CartevoCards;
  readonly readCustomer: ReadCustomer;
  readonly listCustomers: ListCustomers;
}

/** How each write of Cartevo is found out by reads alone. Cartevo takes no key of ours, so its own records must tell. */
export function cartevoReconciliations(reads: CartevoReads): Partial<Record<Operation, Reconciliation>> {
  const stateChange = (operation: StateChange): Reconciliation => ({
    find: (write, call) => findState(reads.cards, STATE_CHANGES[operation].state, write, call),
    // Only what nobody can take back is still to be seen afterwards.
    absenceProves: operation === 'terminateCard',
  });
  const movement: Reconciliation = {
    find: (write, call) => findMovement(reads.cards, write, call),
    absenceProves: false,
  };
  return {
    createCustomer: {
      find: (write, call) => findNewCustomer(reads, write, earliestOf(write), call),
      // An e-mail address is taken once only.
      absenceProves: true,
    },
    createCard: { find: (write, call) => findNewCard(reads.cards, write, call), absenceProves: false },
    freezeCard: stateChange('freezeCard'),
    unfreezeCard: stateChange('unfreezeCard'),
    terminateCard: stateChange('terminateCard'),
    fundCard: movement,
    withdrawFromCard: movement,
  };
}

async function findNewCard(cards: CartevoCards, write: OpenWrite, call: OperationContext): Promise<Finding> {
  const { customerId, fundingMinor } = write.evidence;
  const before = idsIn(write.evidence, 'cardIds');
  if (typeof customerId !== 'string' || before === null) return noEvidence;
  const { data, warnings } = await cards.ofCustomer(customerId, true, call);
  const fresh = data.filter(
    (card) => !before.has(card.providerId) && hasBrand(card, write.evidence) && isSince(card, write),
  );
  const mapped = (card: Card): Mapped<Card> => {
    return { data: card, warnings: warningsBelow(warnings, `/${data.indexOf(card)}`), explanations: [] };
  };
  const mayBeOf = (card: Card, evidence: Evidence) => hasBrand(card, evidence) && isNew(card, evidence, 'cardIds');
  const finding = await chosen(fresh, write, { mapped, what: 'new card of this customer', mayBeOf });
  if (finding.kind !== 'done') return finding;
  const { balance } = finding.mapped.data as Card;
  if (balance === null || balance.amountMinor === fundingMinor) return finding;
  return { kind: 'undecided', detail: 'the one new card of this customer holds other money than was asked for' };
}

/** Warnings of one record of a list, as of the record alone. */
function warningsBelow(warnings: readonly Warning[], place: string): Warning[] {
  const own = warnings.filter(({ pointer }) => pointer.startsWith(`${place}/`));
  return own.map((warning) => ({ ...warning, pointer: warning.pointer.slice(place.length) }));
}

/** One of the two shapes of a card has no brand. */
function hasBrand({ brand }: Card, evidence: Evidence): boolean {
  return brand === 'unknown' || brand === evidence['brand'];
}

async function findState(
  cards: CartevoCards,
  state: Card['state'],
  { target }: OpenWrite,
  call: OperationContext,
): Promise<Finding> {
  if (target === null) return noEvidence;
  const mapped = await cards.one(target, true, call);
  if (mapped.data.state === state) return { kind: 'done', id: target, mapped };
  if (mapped.data.state === 'unknown') {
    return { kind: 'undecided', detail: 'the provider does not say in which state the card is' };
  }
  if (state === 'terminated') return { kind: 'absent' };
  return { kind: 'undecided', detail: `the card is ${mapped.data.state}, which may have been changed since` };
}

async function findMovement(cards: CartevoCards, write: OpenWrite, call: OperationContext): Promise<Finding> {
  const { kind, amountMinor } = write.evidence;
  const before = idsIn(write.evidence, 'transactionIds');
  if (write.target === null || before === null) return noEvidence;
  const seen = await transactionsSince(cards, write.target, before, call);
  if (seen === null) {
    return { kind: 'undecided', detail: 'there are too many transactions since then to look through' };
  }
  const fits = (one: Transaction) =>
    one.kind === kind && one.amount?.amountMinor === amountMinor && one.status !== 'failed' && isSince(one, write);
  const mapped = (data: Transaction): Mapped<Transaction> => ({ data, warnings: [], explanations: [] });
  const mayBeOf = (one: Transaction, evidence: Evidence) => isNew(one, evidence, 'transactionIds');
  const what = 'transaction of this kind and amount';
  const finding = await chosen(seen.fresh.filter(fits), write, { mapped, what, mayBeOf });
  if (finding.kind !== 'done' || kind !== MOVEMENTS.fundCard.kind) return finding;
  const card = await cards.one(write.target, false, call);
  if (!isSince(card.data, write)) return finding;
  const older = seen.known.filter((one) => canBeIssuing(one, finding.mapped.data as Transaction));
  // One of another open funding would be taken for the issuing one.
  if (!(await write.hasCompany()) && (await freeOf(older, write, mayBeOf)).length > 0) return finding;
  return { kind: 'undecided', detail: 'the card was new, and this may be what it was issued with' };
}

/** Whether a transaction can be what a card was issued with rather than this funding of it: it is no newer. */
function canBeIssuing(one: Transaction, funding: Transaction): boolean {
  if (one.createdAt === null || funding.createdAt === null) return false;
  return one.kind === funding.kind && one.status !== 'failed' && instantOf(one) <= instantOf(funding);
}

interface SeenTransactions {
  readonly fresh: Transaction[];
  /** Those of before, as far as they had to be read. */
  readonly known: Transaction[];
}

/** The transactions that were not there before, newest first; null when there is no end of them. */
async function transactionsSince(
  cards: CartevoCards,
  cardId: string,
  before: ReadonlySet<string>,
  call: OperationContext,
): Promise<SeenTransactions | null> {
  const fresh: Transaction[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < MOST_TRANSACTION_PAGES; pages++) {
    const query: ListQuery = { list: 'reconciliation', limit: TRANSACTION_PAGE, cursor, filters: { sync: 'true' } };
    const { data, page }: MappedPage<Transaction> = await cards.transactionsOfCard(cardId, query, call);
    fresh.push(...data.filter(({ providerId }) => !before.has(providerId)));
    const known = data.filter(({ providerId }) => before.has(providerId));
    if (page.nextCursor === null || known.length > 0) return { fresh, known };
    cursor = page.nextCursor;
  }
  return null;
}

interface Found {
  readonly providerId: string;
  readonly createdAt: string | null;
}

/** Whether a record may be the effect of a write with other evidence, as far as it shows. */
type MayBeOf<T> = (one: T, evidence: Evidence) => boolean;

interface Choice<T> {
  readonly mapped: (one: T) => Mapped<T>;
  /** What a candidate is, for people. */
  readonly what: string;
  readonly mayBeOf: MayBeOf<T>;
}

/** One candidate that no other write has claimed, or may have made, is the effect; several leave it open. */
async function chosen<T extends Found>(
  candidates: readonly T[],
  write: OpenWrite,
  { mapped, what, mayBeOf }: Choice<T>,
): Promise<Finding> {
  const [only, ...others] = await freeOf(candidates, write, mayBeOf);
  if (only === undefined) return { kind: 'absent' };
  if (others.length === 0) return { kind: 'done', id: only.providerId, mapped: mapped(only) };
  return { kind: 'undecided', detail: `the provider shows more than one ${what} that it could be` };
}

/** Those that no other write has claimed, or may have made, the oldest first. */
async function freeOf<T extends Found>(records: readonly T[], write: OpenWrite, mayBeOf: MayBeOf<T>): Promise<T[]> {
  const oldestFirst = records.toSorted((one, other) => instantOf(one) - instantOf(other));
  const byId = new Map(oldestFirst.map((one) => [one.providerId, one]));
  const free = await write.unclaimed([...byId.keys()], {
    createdAt: (id) => byId.get(id)?.createdAt ?? null,
    mayBeOf: (id, evidence) => mayBeOf(byId.get(id) as T, evidence),
  });
  return oldestFirst.filter(({ providerId }) => free.includes(providerId));
}

/** Whether a record was not there yet before a write, by the list of that write’s evidence. */
function isNew({ providerId }: { readonly providerId: string }, evidence: Evidence, list: string): boolean {
  return idsIn(evidence, list)?.has(providerId) !== true;
}

function instantOf({ createdAt }: { readonly createdAt: string | null }): number {
  return createdAt === null ? 0 : Date.parse(createdAt);
}

const noEvidence: Finding = { kind: 'undecided', detail: 'what was there before the request is not known' };

function idsIn(evidence: Evidence, name: string): ReadonlySet<string> | null {
  const ids = evidence[name];
  return Array.isArray(ids) ? new Set(ids as readonly string[]) : null;
}
