import type { CallContext } from '../../platform/http/call-context.js';
import type { JsonAnswer } from '../../platform/http/json-reader.js';
import type { MultipartBody } from '../../platform/http/multipart-body.js';
import type { ProviderHttp, UpstreamRequest } from '../../platform/http/provider-http.js';
import { UpstreamError } from '../../platform/http/upstream-error.js';
import { isWireObject } from '../mapping/wire-value.js';
import type { CartevoTokens } from './cartevo.tokens.js';

/** Cartevo’s endpoints, wire in and wire out. Sources: the pages under “Customers” of its API reference. */
export class CartevoClient {
  constructor(
    private readonly http: ProviderHttp,
    private readonly tokens: CartevoTokens,
  ) {}

  /** “Get Customer by ID”: GET /customers/{id}. */
  getCustomer(id: string, call: CallContext): Promise<JsonAnswer> {
    return this.send({ method: 'GET', path: ['customers', id] }, call);
  }

  /** “List customers”: GET /customers, pages counted from 1. */
  listCustomers(page: number, limit: number, call: CallContext): Promise<JsonAnswer> {
    return this.send({ method: 'GET', path: ['customers'], query: { page: `${page}`, limit: `${limit}` } }, call);
  }

  /** “Customer cards”: GET /customers/{id}/cards; `sync` asks the card issuer first. */
  listCards(customerId: string, sync: boolean, call: CallContext): Promise<JsonAnswer> {
    const query = sync ? { sync: 'true' } : undefined;
    return this.send({ method: 'GET', path: ['customers', customerId, 'cards'], ...(query && { query }) }, call);
  }

  /** “Create Customer”: POST /customers with documents as files. */
  createCustomer(form: MultipartBody, enroll: boolean, call: CallContext): Promise<JsonAnswer> {
    // By type a boolean, by example the text "true"; the server compared with the text.
    const query = enroll ? { enroll: 'true' } : undefined;
    const { headers, body } = form;
    return this.send({ method: 'POST', path: ['customers'], headers, body, ...(query && { query }) }, call);
  }

  /** “Enroll customer”: POST /customers/enroll with documents as addresses. */
  enrollCustomer(wire: Readonly<Record<string, string>>, call: CallContext): Promise<JsonAnswer> {
    const headers = { 'content-type': 'application/json' };
    return this.send({ method: 'POST', path: ['customers', 'enroll'], headers, body: JSON.stringify(wire) }, call);
  }

  /** One call with a token; a 401 costs that token, and the call is made once more with a new one. */
  private async send(request: UpstreamRequest, call: CallContext): Promise<JsonAnswer> {
    const token = await this.tokens.current(call);
    try {
      return await this.sendWith(token, request, call);
    } catch (error) {
      if (!(error instanceof UpstreamError) || error.status !== 401) throw error;
      // A 401 inside a success may come after the work was done; only a refusal of the request itself is repeated.
      if (request.method !== 'GET' && error.httpStatus !== 401) throw error;
      const newer = await this.tokens.replace(token, call);
      if (newer === null) throw error;
      return this.repeat(newer, request, call);
    }
  }

  private async repeat(token: string, request: UpstreamRequest, call: CallContext): Promise<JsonAnswer> {
    try {
      return await this.sendWith(token, request, call);
    } catch (error) {
      if (error instanceof UpstreamError && error.status === 401) this.tokens.noteUseless();
      throw error;
    }
  }

  private sendWith(token: string, request: UpstreamRequest, call: CallContext): Promise<JsonAnswer> {
    return this.http.send({ ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } }, call);
  }
}

/** What is inside Cartevo’s envelope; some answers have none. */
export function unwrap(body: unknown): unknown {
  return isWireObject(body) && 'data' in body ? body['data'] : body;
}
