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
    return this.send({ method: 'POST', path: ['customers', 'enroll'], ...asJson(wire) }, call);
  }

  /** “Customer transactions”: GET /customers/{id}/transactions, pages counted from 1. */
  listCustomerTransactions(customerId: string, page: number, limit: number, call: CallContext): Promise<JsonAnswer> {
    const query = { page: `${page}`, limit: `${limit}` };
    return this.send({ method: 'GET', path: ['customers', customerId, 'transactions'], query }, call);
  }

  /** “List Cards”: GET /cards, all of them at once; filters in Cartevo’s words. */
  listAllCards(filters: Readonly<Record<string, string>>, call: CallContext): Promise<JsonAnswer> {
    const query = Object.keys(filters).length > 0 ? { query: filters } : {};
    return this.send({ method: 'GET', path: ['cards'], ...query }, call);
  }

  /** “Get Card Details”: GET /cards/{id}. Here the issuer is asked unless `sync` says no; `reveal` is never sent. */
  getCard(id: string, sync: boolean, call: CallContext): Promise<JsonAnswer> {
    return this.send({ method: 'GET', path: ['cards', id], query: { sync: `${sync}` } }, call);
  }

  /** “List Card Transactions”: GET /cards/{id}/transactions, pages counted from 0; `sync` as with the card. */
  listCardTransactions(
    cardId: string,
    { page, limit, sync }: { readonly page: number; readonly limit: number; readonly sync: boolean },
    call: CallContext,
  ): Promise<JsonAnswer> {
    const query = { page: `${page}`, limit: `${limit}`, sync: `${sync}` };
    return this.send({ method: 'GET', path: ['cards', cardId, 'transactions'], query }, call);
  }

  /** “Create Card”: POST /cards. */
  createCard(wire: Readonly<Record<string, string | number>>, call: CallContext): Promise<JsonAnswer> {
    return this.send({ method: 'POST', path: ['cards'], ...asJson(wire) }, call);
  }

  /** “Freeze Card” and “Unfreeze Card”: PUT /cards/{id}/freeze, PUT /cards/{id}/unfreeze. */
  switchCard(id: string, action: 'freeze' | 'unfreeze', call: CallContext): Promise<JsonAnswer> {
    return this.send({ method: 'PUT', path: ['cards', id, action] }, call);
  }

  /** “Terminate Card”: POST /cards/{id}/terminate. */
  terminateCard(id: string, call: CallContext): Promise<JsonAnswer> {
    return this.send({ method: 'POST', path: ['cards', id, 'terminate'] }, call);
  }

  /** “Fund Card” and “Withdraw”: POST /cards/{id}/fund, POST /cards/{id}/withdraw; dollars. */
  moveMoney(id: string, action: 'fund' | 'withdraw', amount: number, call: CallContext): Promise<JsonAnswer> {
    return this.send({ method: 'POST', path: ['cards', id, action], ...asJson({ amount }) }, call);
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
      // A refusal that one caller has asked for must not touch the others.
      if (error instanceof UpstreamError && error.status === 401 && call.scenario === null) this.tokens.noteUseless();
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

function asJson(wire: object): Pick<UpstreamRequest, 'headers' | 'body'> {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(wire) };
}
