import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { json, startStub, type StubCall, type StubProvider } from './stub-provider.js';
import { cartevoCustomer, enveloped, type Wire } from './wire-records.js';

/** What happens to a create: whether the customer is made, and what becomes of the answer. */
export type CreateFate =
  'answered' | 'refused' | 'lost_before' | 'lost_after' | 'error_after' | 'late' | 'unavailable' | 'limited';

/** A Cartevo that keeps books: what was really made, whatever the gateway was told. */
export class CartevoBooks {
  readonly customers = new Map<string, Wire>();
  /** Creates that have arrived. */
  creates = 0;
  fate: (call: StubCall) => CreateFate = () => 'answered';
  /** Holds a call before the work is done, its answer afterwards, or a read, for as long as the promise lasts. */
  hold: {
    before?: (call: StubCall) => Promise<void>;
    after?: (call: StubCall) => Promise<void>;
    read?: () => Promise<void>;
  } = {};
  /** How long an answer takes, in ms. */
  delayMs = 0;
  lateMs = 1500;

  private constructor(readonly stub: StubProvider) {}

  static async open(): Promise<CartevoBooks> {
    const stub = await startStub();
    const books = new CartevoBooks(stub);
    stub.handle((call, response) => books.answer(call, response));
    return books;
  }

  get url(): string {
    return this.stub.url;
  }

  /** How often a customer with this e-mail address was made. */
  madeWith(email: string): number {
    return [...this.customers.values()].filter((customer) => customer['email'] === email).length;
  }

  close(): Promise<void> {
    return this.stub.close();
  }

  private answer(call: StubCall, response: ServerResponse): void {
    const path = call.url.split('?')[0] ?? '';
    if (path.endsWith('/auth/token')) return void this.giveToken(call, response);
    if (call.method === 'POST') return void setTimeout(() => void this.create(call, response), this.delayMs);
    void this.show(call, path, response);
  }

  private async show(call: StubCall, path: string, response: ServerResponse): Promise<void> {
    await this.hold.read?.();
    const id = /\/customers\/([^/]+)$/.exec(path)?.[1];
    const customer = id === undefined ? undefined : this.customers.get(id);
    if (id === undefined) return json(response, 200, this.page(call.url));
    return customer ? json(response, 200, enveloped(customer)) : json(response, 404, { message: 'Customer not found' });
  }

  private page(url: string): Wire {
    const query = new URL(url, this.url).searchParams;
    const [page, limit] = [Number(query.get('page') ?? 1), Number(query.get('limit') ?? 10)];
    const all = [...this.customers.values()].reverse();
    const pagination = { page, limit, total: all.length, totalPages: Math.ceil(all.length / limit) };
    return enveloped(all.slice((page - 1) * limit, page * limit), { pagination });
  }

  private async giveToken(call: StubCall, response: ServerResponse): Promise<void> {
    await this.hold.before?.(call);
    json(response, 200, { access_token: 'a-token', token_type: 'Bearer', expires_in: 3600 });
  }

  private async create(call: StubCall, response: ServerResponse): Promise<void> {
    this.creates++;
    await this.hold.before?.(call);
    const fate = this.fate(call);
    if (fate === 'lost_before') return void response.destroy();
    if (fate === 'unavailable') return void response.writeHead(503).end();
    if (fate === 'limited') return json(response, 429, { message: 'Too many requests' });
    if (fate === 'refused') return json(response, 422, { message: 'KYC document unreadable' });
    const id = randomUUID();
    this.customers.set(id, cartevoCustomer({ id, email: emailOf(call), created_at: new Date().toISOString() }));
    await this.hold.after?.(call);
    if (fate === 'lost_after') return void response.destroy();
    if (fate === 'error_after') return json(response, 500, { message: 'Internal server error' });
    const answer = () => json(response, 201, enveloped({ id }));
    if (fate === 'late') setTimeout(answer, this.lateMs);
    else answer();
  }
}

function emailOf({ body, headers }: StubCall): string {
  const text = body.toString('latin1');
  if (headers['content-type'] === 'application/json') return (JSON.parse(text) as { email: string }).email;
  return /name="email"\r\n(?:[^\r]*\r\n)*?\r\n([^\r]*)/.exec(text)?.[1] ?? '';
}
