import { describe, expect, it } from '@jest/globals';
import type { Customer } from '../../../src/canonical/customer.js';
import { customerPath, type Subject } from '../subject.js';

const MOST_PAGES = 100;

/** Reads a list to its end. */
export async function readAll(
  subject: Subject,
  query: string,
  list = '/customers',
): Promise<{ pages: Customer[][]; total: number | null }> {
  const pages: Customer[][] = [];
  let total: number | null = null;
  let cursor: string | null = null;
  do {
    const at: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body } = await subject.ask<Customer[]>(`${list}?${query}${at}`);
    if (status !== 200 || !body.meta.page) throw new Error(`page ${pages.length + 1} was answered ${status}`);
    pages.push(body.data);
    total = body.meta.page.total;
    cursor = body.meta.page.nextCursor;
  } while (cursor !== null && pages.length < MOST_PAGES);
  return { pages, total };
}

/** Lists end, repeat nothing and lead to records that can be read. */
export function describeLists(subject: Subject): void {
  if (subject.has('listCustomers')) describePaging(subject);
  if (subject.has('findCustomersByExternalId')) describeLookup(subject);
  describeOtherLists(subject);
}

function describeOtherLists(subject: Subject): void {
  const lists = subject.reads
    .map(({ operation, path }) => ({ operation, list: path.split('?')[0] ?? '' }))
    .filter(({ operation }) => ['listCards', 'listCardTransactions', 'listCustomerTransactions'].includes(operation));
  if (lists.length === 0) return;

  describe.each(lists)('$operation', ({ list }) => {
    it.each([1, 7, 100])('pages of %i: nothing twice, nothing lost', async (limit) => {
      const { pages, total } = await readAll(subject, `limit=${limit}`, list);
      const ids = pages.flat().map(({ id }) => id);
      expect(ids.length).toBeGreaterThan(7);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toHaveLength(total ?? -1);
      for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
    });

    it('refuses the cursor of another list', async () => {
      const { body } = await subject.ask('/customers?limit=3');
      const { status, problem } = await subject.ask(`${list}?cursor=${body.meta.page?.nextCursor ?? ''}`);
      expect([status, problem.code]).toEqual([400, 'malformed_request']);
    });
  });
}

function describePaging(subject: Subject): void {
  describe('listCustomers', () => {
    it.each([1, 7, 20, 100])('pages of %i: nothing twice, nothing lost', async (limit) => {
      const { pages, total } = await readAll(subject, `limit=${limit}`);
      const ids = pages.flat().map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toContain(`${subject.name}:${subject.descriptor.known}`);
      if (total !== null) expect(ids).toHaveLength(total);
      for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
      expect(pages.at(-1)?.length ?? 0).toBeLessThanOrEqual(limit);
    });

    it('every listed record can be read by its id', async () => {
      const { pages } = await readAll(subject, 'limit=100');
      const answers = await Promise.all(
        pages.flat().map(({ id }) => subject.ask<Customer>(customerPath(encodeURIComponent(id)))),
      );
      expect(answers.map(({ body }) => body.data.id)).toEqual(pages.flat().map(({ id }) => id));
    });

    it.each(['limit=0', 'limit=101', 'limit=x', 'limit=1&limit=2', 'cursor=nonsense', 'cursor=bnVsbA', 'colour=red'])(
      '%s is refused without any upstream call',
      async (query) => {
        const { status, problem, upstream } = await subject.ask(`/customers?${query}`);
        expect([status, problem.code]).toEqual([400, 'malformed_request']);
        expect(problem.errors[0]?.parameter).toBe(query.split('=')[0]);
        expect(upstream).toHaveLength(0);
      },
    );

    it('a cursor keeps its limit', async () => {
      const first = await subject.ask<Customer[]>('/customers?limit=3');
      const cursor = first.body.meta.page?.nextCursor ?? '';
      const same = await subject.ask<Customer[]>(`/customers?cursor=${cursor}`);
      expect(same.body.data).toHaveLength(3);
      const other = await subject.ask(`/customers?limit=4&cursor=${cursor}`);
      expect([other.status, other.problem.code]).toEqual([400, 'malformed_request']);
    });
  });
}

function describeLookup(subject: Subject): void {
  const { externalId, known } = subject.descriptor;
  describe('findCustomersByExternalId', () => {
    it('finds the one record with the caller’s own id', async () => {
      const { body } = await subject.ask<Customer[]>(`/customers?externalId=${externalId?.known}`);
      expect(body.data.map((customer) => [customer.providerId, customer.externalId])).toEqual([
        [known, externalId?.known],
      ]);
      expect(body.meta.page).toEqual({ limit: 1, nextCursor: null, total: 1 });
    });

    it.each([...(externalId?.absent ?? [])])('%s finds nothing: an empty list', async (absent) => {
      const { status, body } = await subject.ask<Customer[]>(`/customers?externalId=${absent}`);
      expect([status, body.data, body.meta.page?.nextCursor]).toEqual([200, [], null]);
    });

    it('needs an id to look for', async () => {
      const { status, problem, upstream } = await subject.ask('/customers');
      expect([status, problem.code]).toEqual([400, 'malformed_request']);
      expect(problem.errors[0]?.parameter).toBe('externalId');
      expect(upstream).toHaveLength(0);
    });
  });
}
