import type { CallContext } from '../../platform/http/call-context.js';
import type { JsonAnswer } from '../../platform/http/json-reader.js';
import type { ProviderHttp } from '../../platform/http/provider-http.js';

/** SpherePay’s endpoints, wire in and wire out. Sources: the pages under “Customer” of its API reference, v2. */
export class SpherePayClient {
  constructor(
    private readonly http: ProviderHttp,
    private readonly apiKey: string,
  ) {}

  /** “Get a customer by ID”: GET /v2/customer/{id}. */
  getCustomer(id: string, call: CallContext): Promise<JsonAnswer> {
    return this.get(['v2', 'customer', id], {}, call);
  }

  /** “List customers”: GET /v2/customer; page and limit are text here and numbers in the answer. */
  listCustomers(query: Readonly<Record<string, string>>, call: CallContext): Promise<JsonAnswer> {
    return this.get(['v2', 'customer'], query, call);
  }

  private get(
    path: readonly string[],
    query: Readonly<Record<string, string>>,
    call: CallContext,
  ): Promise<JsonAnswer> {
    const headers = { authorization: `Bearer ${this.apiKey}` };
    return this.http.send({ method: 'GET', path, headers, ...(Object.keys(query).length > 0 && { query }) }, call);
  }
}
