import { describe, expect, it } from '@jest/globals';
import type { Customer } from '../../canonical/customer.js';
import { toPosition } from '../cursor.js';
import { pageWindow, toPage } from '../paging.js';
import type { OperationContext } from '../provider.js';
import { findNewCustomer, type ListCustomers } from './cartevo.customer-search.js';

const SENT_AT = Date.parse('2026-11-20T12:00:00.000Z');
const DAY = 86_400_000;
const EMAIL = 'amina.new@example.com';
const CALL = {} as OperationContext;

type Listed = Pick<Customer, 'id' | 'providerId' | 'email' | 'createdAt'>;

const customer = (number: number, at: number | null, email = `person${number}@example.com`): Listed => ({
  id: `cartevo:${number}`,
  providerId: `${number}`,
  email,
  createdAt: at === null ? null : new Date(at).toISOString(),
});

/** A day apart, from the day before the create on backwards. */
const older = (count: number) =>
  Array.from({ length: count }, (_, index) => customer(index, SENT_AT - (index + 1) * DAY));

/** Looks for the customer in a list; says what was found and how many pages were read. */
async function search(all: readonly Listed[], { total = true, pageSize = 100 } = {}) {
  let pages = 0;
  const listCustomers: ListCustomers = async (query) => {
    pages++;
    const { page, limit } = toPosition(query);
    const items = all.slice((page - 1) * pageSize, page * pageSize);
    const totals = total
      ? { total: all.length, totalPages: Math.ceil(all.length / pageSize) }
      : { total: null, totalPages: null };
    const facts = { ...totals, hasNext: page * pageSize < all.length, limit: pageSize };
    const window = pageWindow(items, facts, { page, limit, offset: 0, before: null }, 'providerId');
    const mapped = { data: window.items as Customer[], warnings: [], explanations: [] };
    return Promise.resolve(toPage(mapped, window, limit, query));
  };
  const readCustomer = (id: string) =>
    Promise.resolve({
      data: all.find(({ providerId }) => providerId === id) as Customer,
      warnings: [],
      explanations: [],
    });
  const write = {
    operation: 'createCustomer',
    target: null,
    evidence: { email: EMAIL },
    startedAt: new Date(SENT_AT),
    unclaimed: (ids: readonly string[]) => Promise.resolve(ids),
    hasCompany: () => Promise.resolve(false),
  } as const;
  const finding = await findNewCustomer({ listCustomers, readCustomer }, write, SENT_AT, CALL);
  return { kind: finding.kind, id: finding.kind === 'done' ? finding.id : null, pages };
}

const made = customer(9999, SENT_AT + 1000, EMAIL);
const absent = { kind: 'absent', id: null };

describe('the search for a new customer in a long list', () => {
  it('with the newest first ends where all are older than the create', async () => {
    expect(await search([made, ...older(5000)])).toEqual({ kind: 'done', id: '9999', pages: 1 });
    expect(await search(older(5000))).toEqual({ ...absent, pages: 1 });
    const fresh = Array.from({ length: 250 }, (_, index) => customer(6000 + index, SENT_AT + 1000 - index));
    expect(await search([...fresh, ...older(5000)])).toEqual({ ...absent, pages: 3 });
  });

  it('with the newest first goes through all that are newer, up to 20,000', async () => {
    const fresh = (count: number) =>
      Array.from({ length: count }, (_, index) => customer(index, SENT_AT + 1e6 - index));
    expect(await search([...fresh(5000), made])).toEqual({ kind: 'done', id: '9999', pages: 51 });
    expect(await search(fresh(20_001))).toEqual({ kind: 'undecided', id: null, pages: 200 });
  });

  it.each([100, 40])('with the oldest first begins at its end (pages of %i)', async (pageSize) => {
    const all = older(5000).reverse();
    expect(await search([...all, made], { pageSize })).toEqual({ kind: 'done', id: '9999', pages: 2 });
    expect(await search(all, { pageSize })).toEqual({ ...absent, pages: 2 });
  });

  it('without any order is read to its end, and proves nothing when that is too far', async () => {
    const shuffled = (count: number) => older(count).map((one, index, all) => all[(index * 7919) % count] ?? one);
    expect(await search(shuffled(1500))).toEqual({ ...absent, pages: 15 });
    expect(await search(shuffled(2100))).toEqual({ kind: 'undecided', id: null, pages: 20 });
    expect(await search([...shuffled(1900), made])).toEqual({ kind: 'done', id: '9999', pages: 20 });
  });

  it('trusts no order with somebody in it who has no date', async () => {
    expect(await search([customer(7000, null), ...older(150)])).toEqual({ ...absent, pages: 2 });
    expect(await search([...older(150), made])).toEqual({ kind: 'absent', id: null, pages: 1 });
    expect(await search([customer(7000, null), ...older(2100)])).toEqual({ kind: 'undecided', id: null, pages: 20 });
  });

  it('with the oldest first and no total is read from its beginning', async () => {
    expect(await search([...older(250).reverse(), made], { total: false })).toEqual({
      kind: 'done',
      id: '9999',
      pages: 3,
    });
  });

  it('of nobody is at its end', async () => {
    expect(await search([])).toEqual({ ...absent, pages: 1 });
    expect(await search([made])).toEqual({ kind: 'done', id: '9999', pages: 1 });
  });
});
