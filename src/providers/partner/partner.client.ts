import type { CallContext } from '../../platform/http/call-context.js';
import type { JsonAnswer } from '../../platform/http/json-reader.js';
import { multipartBody } from '../../platform/http/multipart-body.js';
import type { ProviderHttp, UpstreamRequest } from '../../platform/http/provider-http.js';
import { neutralFilename } from '../../platform/upload/document-type.js';
import type { PartnerFile } from './partner.create.js';

/** The partner’s endpoints, wire in and wire out. */
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
    return this.send({ method: 'GET', path: ['api', 'customers', 'detail'], query: { [key]: value } }, call);
  }

  /** “Upload file”: POST /api/files/upload. Declared as JSON with a file in it, which can only mean a form. */
  uploadFile({ kind, file }: PartnerFile, call: CallContext): Promise<JsonAnswer> {
    const filename = neutralFilename('document', file.type);
    const part = { name: 'file', filename, contentType: file.type, bytes: file.bytes };
    const { headers, body } = multipartBody({ fileType: kind }, [part]);
    return this.send({ method: 'POST', path: ['api', 'files', 'upload'], headers, body }, call);
  }

  /** “Create Customer”: POST /api/customers/create, with the ids of files that were uploaded before. */
  createCustomer(wire: object, call: CallContext): Promise<JsonAnswer> {
    const headers = { 'content-type': 'application/json' };
    return this.send(
      { method: 'POST', path: ['api', 'customers', 'create'], headers, body: JSON.stringify(wire) },
      call,
    );
  }

  private send(request: UpstreamRequest, call: CallContext): Promise<JsonAnswer> {
    const headers = {
      ...request.headers,
      'x-api-key': this.credentials.apiKey,
      'x-api-secret': this.credentials.apiSecret,
    };
    return this.http.send({ ...request, headers }, call);
  }
}
