import type { Customer } from '../../canonical/customer.js';
import type { ListQuery, MappedPage, OperationContext } from '../provider.js';
import type { Finding, OpenWrite } from '../reconciliation.js';
import type { ReadCustomer } from './cartevo.cards.js';

const PAGE = 100;
const MOST_PAGES = 20;

/** How a page of customers is read. */
export type ListCustomers = (query: ListQuery, call: OperationContext) => Promise<MappedPage<Customer>>;

interface CustomerReads {
  readonly readCustomer: ReadCustomer;
  readonly listCustomers: ListCustomers;
}

/**
 * Whether a create has made its customer: Cartevo finds nobody by e-mail, so its list is looked through, as far as it
 * goes. A customer with the address from before `earliest` (milliseconds since 1970) is another one.
 */
export async function findNewCustomer(
  reads: CustomerReads,
  write: OpenWrite,
  earliest: number,
  call: OperationContext,
): Promise<Finding> {
  const { email } = write.evidence;
  if (typeof email !== 'string') return { kind: 'undecided', detail: 'the e-mail address of the request is not known' };
  const found = await withEmail(reads.listCustomers, email.toLowerCase(), call);
  if (found === null) {
    return { kind: 'undecided', detail: `the customer is not among the first ${MOST_PAGES * PAGE} of the provider` };
  }
  const undated = found.filter(({ createdAt }) => createdAt === null);
  const fresh = found.filter(({ createdAt }) => createdAt !== null && Date.parse(createdAt) >= earliest);
  const free = await write.unclaimed(fresh.map(({ providerId }) => providerId));
  const [only, ...others] = free;
  if (only !== undefined && others.length === 0) {
    return { kind: 'done', id: only, mapped: await reads.readCustomer(only, call) };
  }
  if (only === undefined && undated.length === 0) return { kind: 'absent' };
  return {
    kind: 'undecided',
    detail: 'the provider has a customer with this e-mail address, and does not say clearly since when',
  };
}

/** Every customer with the address; null when nobody has it and the list goes on past the bound. */
async function withEmail(list: ListCustomers, email: string, call: OperationContext): Promise<Customer[] | null> {
  let cursor: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const query: ListQuery = { list: 'reconciliation', limit: PAGE, cursor, filters: {} };
    const { data, page }: MappedPage<Customer> = await list(query, call);
    const found = data.filter((customer) => customer.email?.toLowerCase() === email);
    // The provider takes an address once only, so that there is no second one to look for.
    if (found.length > 0) return found;
    if (page.nextCursor === null) return [];
    cursor = page.nextCursor;
  }
  return null;
}
