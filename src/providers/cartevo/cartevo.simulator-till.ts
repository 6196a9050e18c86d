import type { BookEntry } from '../../platform/simulation/simulated-exchange.js';
import { seededUuid } from '../../platform/simulation/simulated-records.js';
import { seededTransactions, type SimulatedTransaction } from './cartevo.simulator-transactions.js';

/** What is in the company’s wallet after a start or a reset, in cents. */
const WALLET_CENTS = 500_000;

/** The money of the simulated Cartevo: the company’s wallet, the transactions of all cards, and the books. */
export class CartevoSimulatorTill {
  walletCents = WALLET_CENTS;
  private all: SimulatedTransaction[] = seededTransactions();
  private entries: BookEntry[] = [];
  private made = 0;

  /** What was really done, oldest first, whatever was answered. */
  get books(): readonly BookEntry[] {
    return this.entries;
  }

  /** Newest first. */
  transactions(): readonly SimulatedTransaction[] {
    return this.all;
  }

  reset(): void {
    this.walletCents = WALLET_CENTS;
    this.all = seededTransactions();
    this.entries = [];
    this.made = 0;
  }

  note(entry: BookEntry): void {
    this.entries.push(entry);
  }

  /** Adds a transaction and gives it its id. */
  add(transaction: Omit<SimulatedTransaction, 'id'>): SimulatedTransaction {
    this.made += 1;
    const added = { id: seededUuid(`cartevo transaction ${this.made}`), ...transaction };
    this.all.unshift(added);
    return added;
  }
}
