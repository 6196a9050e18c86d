import { isDeepStrictEqual } from 'node:util';
import type { Card } from '../../src/canonical/card.js';
import type { Transaction } from '../../src/canonical/transaction.js';
import type { BookEntry } from '../../src/platform/simulation/simulated-exchange.js';
import { CARDS } from '../support/sandbox-cards.js';
import { SEEDS } from '../support/sandbox-seeds.js';

/** One intended movement of money, and what happens on its way the first time. */
export interface MoneyStep {
  readonly action: 'fund' | 'withdraw' | 'issue';
  /** Others may be of the same amount. */
  readonly cents: number;
  readonly arrives: boolean;
  readonly comesBack: boolean;
  /** The gateway is killed between arriving and coming back. */
  readonly crash: boolean;
  /** It is asked for at the same time as the one before, if the books can tell the two apart. */
  readonly together: boolean;
  /** How often the caller repeats it at once. */
  readonly repeats: number;
}

const WORDS = { fund: 'fund', withdraw: 'withdraw', issue: 'card issued' } as const;
const TOLD_WORDS: Readonly<Record<string, string>> = { funding: WORDS.fund, withdrawal: WORDS.withdraw };
export const CARD = CARDS.mastercard;
export const HOLDER = SEEDS.cartevo.noCards;

/** What the books must say of this step. */
function expectedEntry({ action, cents }: MoneyStep): Omit<BookEntry, 'id'> {
  return { what: WORDS[action], about: action === 'issue' ? HOLDER : CARD, amountMinor: cents };
}

/** What a caller was told, in the words of the books. */
export function inWordsOfTheBooks(data: Card | Transaction): BookEntry {
  const own = (id: string | null) => id?.replace(/^cartevo:/, '') ?? '';
  if ('kind' in data) {
    const { id, kind, cardId, amount } = data;
    return { what: TOLD_WORDS[kind] ?? kind, id: own(id), about: own(cardId), amountMinor: amount?.amountMinor ?? 0 };
  }
  const { id, customerId, balance } = data;
  return { what: WORDS.issue, id: own(id), about: own(customerId), amountMinor: balance?.amountMinor ?? 0 };
}

/** Whether an entry of the books is what this step asks for. */
export function isOf(step: MoneyStep, { id: _id, ...entry }: BookEntry): boolean {
  return isDeepStrictEqual(entry, expectedEntry(step));
}

/** The steps in the order in which they are asked for, those that are asked for at once together. */
export function groupsOf(steps: readonly MoneyStep[]): MoneyStep[][] {
  const groups: MoneyStep[][] = [];
  for (const step of steps) {
    const [before, ...more] = groups.at(-1) ?? [];
    const joins = step.together && before !== undefined && more.length === 0;
    if (joins && !isDeepStrictEqual(expectedEntry(before), expectedEntry(step))) groups.at(-1)?.push(step);
    else groups.push([step]);
  }
  return groups;
}
