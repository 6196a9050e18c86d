import type { CallContext } from '../../platform/http/call-context.js';
import { ExactNumber } from '../../platform/http/exact-numbers.js';
import type { JsonAnswer } from '../../platform/http/json-reader.js';
import type { MultipartBody } from '../../platform/http/multipart-body.js';
import type { ProviderHttp, UpstreamRequest } from '../../platform/http/provider-http.js';

/** SpherePay’s endpoints, wire in and wire out. Sources: the pages of its API reference, v2. */
export class SpherePayClient {
  constructor(
    private readonly http: ProviderHttp,
    private readonly apiKey: string,
  ) {}

  /** “Get a customer by ID”: GET /v2/customer/{id}. */
  getCustomer(id: string, call: CallContext): Promise<JsonAnswer> {
    return this.send({ method: 'GET', path: ['v2', 'customer', id] }, call);
  }

  /** “List customers”: GET /v2/customer; page and limit are text here and numbers in the answer. */
  listCustomers(query: Readonly<Record<string, string>>, call: CallContext): Promise<JsonAnswer> {
    const asked = Object.keys(query).length > 0 && { query };
    return this.send({ method: 'GET', path: ['v2', 'customer'], ...asked }, call);
  }

  /** “Create a customer”: POST /v2/customer. */
  createCustomer(wire: object, call: CallContext): Promise<JsonAnswer> {
    return this.sendJson('POST', ['v2', 'customer'], wire, call);
  }

  /** “Update a customer”: PATCH /v2/customer/{id}, individuals only; `meta` is replaced as a whole. */
  updateCustomer(id: string, wire: object, call: CallContext): Promise<JsonAnswer> {
    return this.sendJson('PATCH', ['v2', 'customer', id], wire, call);
  }

  /** “Terms of service”: POST /v2/customer/{id}/tos-link, without a body. */
  createTermsLink(id: string, call: CallContext): Promise<JsonAnswer> {
    return this.send({ method: 'POST', path: ['v2', 'customer', id, 'tos-link'] }, call);
  }

  /** “KYC link”: POST /v2/customer/{id}/kyc-link, without a body. */
  createVerificationLink(id: string, call: CallContext): Promise<JsonAnswer> {
    return this.send({ method: 'POST', path: ['v2', 'customer', id, 'kyc-link'] }, call);
  }

  /** “Upload document”: POST /v2/document. */
  addDocument({ headers, body }: MultipartBody, call: CallContext): Promise<JsonAnswer> {
    return this.send({ method: 'POST', path: ['v2', 'document'], headers, body }, call);
  }

  private sendJson(
    method: 'POST' | 'PATCH',
    path: readonly string[],
    wire: object,
    call: CallContext,
  ): Promise<JsonAnswer> {
    const headers = { 'content-type': 'application/json' };
    return this.send({ method, path, headers, body: JSON.stringify(wire, withExactNumbers) }, call);
  }

  private send(request: UpstreamRequest, call: CallContext): Promise<JsonAnswer> {
    return this.http.send(
      { ...request, headers: { ...request.headers, authorization: `Bearer ${this.apiKey}` } },
      call,
    );
  }
}

/** What was read with more digits than a double holds goes back as it came. */
function withExactNumbers(_key: string, value: unknown): unknown {
  const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };
  return value instanceof ExactNumber ? rawJSON(value.source) : value;
}
