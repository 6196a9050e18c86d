import type { BookEntry } from '../../platform/simulation/simulated-exchange.js';
import { Refusal } from '../../platform/simulation/simulated-exchange.js';
import { seededHex } from '../../platform/simulation/simulated-records.js';
import type { WireRecord } from '../../platform/simulation/simulated-records.js';
import { seededCustomers } from './partner.simulator-data.js';
import type { SimulatedPartnerCustomer } from './partner.simulator-data.js';

/** Everything that the simulated partner has: customers, uploaded files, and books of what was really done. */
export class PartnerSimulatorStore {
  private byId = new Map<string, SimulatedPartnerCustomer>();
  private readonly files = new Set<string>();
  private entries: BookEntry[] = [];

  constructor(private readonly now: () => Date) {
    this.reset();
  }

  reset(): void {
    this.byId = new Map(seededCustomers().map((customer) => [customer.customer_id, customer]));
    this.files.clear();
    this.entries = [];
  }

  customers(): SimulatedPartnerCustomer[] {
    return [...this.byId.values()];
  }

  books(): readonly BookEntry[] {
    return this.entries;
  }

  hasFile(id: string): boolean {
    return this.files.has(id);
  }

  addFile(fileType: string): string {
    const id = `file_${seededHex(`partner file ${this.files.size + 1}`)}`;
    this.files.add(id);
    this.entries.push({ what: `file uploaded: ${fileType}`, id });
    return id;
  }

  /** Keeps a checked create; refuses an external id that is taken. */
  addCustomer(wire: WireRecord): SimulatedPartnerCustomer {
    const externalId = String(wire['partner_customer_id']);
    const isTaken = this.customers().some(({ partner_customer_id: taken }) => taken === externalId);
    if (isTaken || hasMark(wire, 'duplicate')) throw new Refusal(409, 'partner_customer_id already exists');
    const id = `cus_${seededHex(`partner customer ${this.byId.size + 1}`)}`;
    const customer = {
      customer_id: id,
      ...wire,
      partner_customer_id: externalId,
      status: hasMark(wire, 'approved') ? 'Succeeded' : hasMark(wire, 'rejected') ? 'Failed' : 'Processing',
      created_at: this.now().toISOString(),
    };
    this.byId.set(id, customer);
    this.entries.push({ what: 'customer created', id, about: externalId });
    return customer;
  }
}

/** Magic values ride in the e-mail address, as `someone+duplicate@example.com`. */
function hasMark(wire: WireRecord, mark: string): boolean {
  const { contact_email: email } = (wire['primary_contact'] ?? {}) as { contact_email?: string };
  return email?.includes(`+${mark}@`) ?? false;
}
