import type { CallContext } from '../../platform/http/call-context.js';
import type { JsonAnswer } from '../../platform/http/json-reader.js';
import type { ProviderHttp } from '../../platform/http/provider-http.js';

/** The partner’s endpoints, wire in and wire out. Source: “Get Customer Details”. */
export class PartnerClient {
  constructor(
    private readonly http: ProviderHttp,
    private readonly credentials: { readonly apiKey: string; readonly apiSecret: string },
  ) {}

  /**
   * “Get Customer Details”: GET /api/customers/detail. What both keys together would do is not documented, so exactly
   * one is sent.
   */
  getDetail(key: 'customer_id' | 'partner_customer_id', value: string, call: CallContext): Promise<JsonAnswer> {
    const headers = { 'x-api-key': this.credentials.apiKey, 'x-api-secret': this.credentials.apiSecret };
    const path = ['api', 'customers', 'detail'];
    return this.http.send({ method: 'GET', path, query: { [key]: value }, headers }, call);
  }
}
