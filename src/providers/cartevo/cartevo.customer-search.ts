import type { Customer } from '../../canonical/customer.js';
import { toCursor } from '../cursor.js';
import type { ListQuery, MappedPage, OperationContext } from '../provider.js';
import type { Finding, OpenWrite } from '../reconciliation.js';
import type { ReadCustomer } from './cartevo.cards.js';

const PAGE = 100;
/** Pages of a list in no order, of which nobody can say how much of it is still needed. */
const MOST_PAGES = 20;
/** Pages of customers who are newer than the write. */
const MOST_NEWER_PAGES = 200;
const LIST = { list: 'reconciliation', filters: {} } as const;

/** How a page of customers is read. */
export type ListCustomers = (query: ListQuery, call: OperationContext) => Promise<MappedPage<Customer>>;

interface CustomerReads {
  readonly readCustomer: ReadCustomer;
  readonly listCustomers: ListCustomers;
}

/**
 * Whether a create has made its customer: Cartevo finds nobody by e-mail, so its list is looked through to its end, or
 * to where everybody is older than the create as far as the list’s own order shows. A customer with the address from
 * before `earliest` (milliseconds since 1970) is another one.
 */
export async function findNewCustomer(
  reads: CustomerReads,
  write: OpenWrite,
  earliest: number,
  call: OperationContext,
): Promise<Finding> {
  const { email } = write.evidence;
  if (typeof email !== 'string') return { kind: 'undecided', detail: 'the e-mail address of the request is not known' };
  const found = await withEmail(reads.listCustomers, email.toLowerCase(), earliest, call);
  if (found === null) {
    return {
      kind: 'undecided',
      detail: `the customer is not among the ${MOST_PAGES * PAGE} first in no order, or the ${MOST_NEWER_PAGES * PAGE} newest`,
    };
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

/** Every customer with the address; null when nobody has it as far as the list was read. */
async function withEmail(
  list: ListCustomers,
  email: string,
  earliest: number,
  call: OperationContext,
): Promise<Customer[] | null> {
  let pages = 0;
  let last = Infinity;
  for await (const customers of newestFirst(list, call)) {
    const found = customers.filter((customer) => customer.email?.toLowerCase() === email);
    // The provider takes an address once only, so that there is no second one to look for.
    if (found.length > 0) return found;
    // Not a number from the first customer on who is out of order.
    for (const { createdAt } of customers) last = instantOf(createdAt) <= last ? instantOf(createdAt) : NaN;
    if (last < earliest) return [];
    if (++pages >= (Number.isNaN(last) ? MOST_PAGES : MOST_NEWER_PAGES)) return null;
  }
  return [];
}

/** The pages of the list, from the end at which the newest customers are: no document says which one it is. */
async function* newestFirst(list: ListCustomers, call: OperationContext): AsyncGenerator<readonly Customer[]> {
  const read = (cursor: string | null) => list({ ...LIST, limit: PAGE, cursor }, call);
  const first = await read(null);
  const { total } = first.page;
  if (total !== null && isOldestFirst(first.data)) {
    for (let page = Math.ceil(total / first.data.length); page > 1; page--) {
      const { data } = await read(toCursor({ page, limit: PAGE, offset: 0, before: null }, LIST));
      yield data.toReversed();
    }
    yield first.data.toReversed();
    return;
  }
  yield first.data;
  for (let cursor = first.page.nextCursor; cursor !== null;) {
    const { data, page }: MappedPage<Customer> = await read(cursor);
    yield data;
    cursor = page.nextCursor;
  }
}

function isOldestFirst(customers: readonly Customer[]): boolean {
  const instants = customers.map(({ createdAt }) => instantOf(createdAt));
  const [first = NaN] = instants;
  return (
    first < (instants.at(-1) ?? NaN) && instants.every((instant, index) => instant >= (instants[index - 1] ?? first))
  );
}

function instantOf(createdAt: string | null): number {
  return createdAt === null ? NaN : Date.parse(createdAt);
}
