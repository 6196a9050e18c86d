import type { BookEntry } from '../../platform/simulation/simulated-exchange.js';
import { seededHex, type WireRecord } from '../../platform/simulation/simulated-records.js';
import { seededCustomers, type SimulatedSpherePayCustomer } from './spherepay.simulator-data.js';

/** What the simulated SpherePay remembers: customers, and in its books all that was really done. */
export class SpherePaySimulatorStore {
  readonly customers = new Map<string, SimulatedSpherePayCustomer>();
  readonly books: BookEntry[] = [];
  private made = 0;

  constructor(private readonly now: () => Date) {
    this.reset();
  }

  reset(): void {
    this.customers.clear();
    for (const customer of seededCustomers()) this.customers.set(customer.id, customer);
    this.books.length = 0;
    this.made = 0;
  }

  instant(laterMs = 0): string {
    return new Date(this.now().getTime() + laterMs).toISOString();
  }

  /** 32 hexadecimal digits that nobody else has been given since the last reset. */
  nextHex(what: string): string {
    this.made += 1;
    return seededHex(`spherepay ${what} ${this.made}`);
  }

  /** Adds a customer to the end of the list. */
  add(record: WireRecord): SimulatedSpherePayCustomer {
    const id = `customer_${this.nextHex('customer')}`;
    const at = this.instant();
    const customer = { id, ...record, createdAt: at, updatedAt: at };
    this.customers.set(id, customer);
    this.note('customer created', id);
    return customer;
  }

  change(id: string, changes: WireRecord, what: string): SimulatedSpherePayCustomer {
    const changed = { ...this.customers.get(id), id, ...changes, updatedAt: this.instant() };
    this.customers.set(id, changed);
    this.note(what, id);
    return changed;
  }

  note(what: string, id: string, about?: string): void {
    this.books.push({ what, id, ...(about !== undefined && { about }) });
  }
}
