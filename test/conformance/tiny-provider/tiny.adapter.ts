import { Injectable } from '@nestjs/common';
import type { Customer } from '../../../src/canonical/customer.js';
import type { ProviderHttp } from '../../../src/platform/http/provider-http.js';
import { readRecord } from '../../../src/providers/mapping/record-reader.js';
import type { Mapped, OperationContext, ProviderAdapter } from '../../../src/providers/provider.js';
import { tinyCustomer } from './tiny.fields.js';

/** The smallest adapter: one read. */
@Injectable()
export class TinyAdapter implements ProviderAdapter {
  constructor(
    private readonly http: ProviderHttp,
    private readonly apiKey: string,
  ) {}

  async getCustomer(id: string, call: OperationContext): Promise<Mapped<Customer>> {
    const headers = { authorization: `Bearer ${this.apiKey}` };
    const answer = await this.http.send({ method: 'GET', path: ['people', id], headers }, call);
    return readRecord(tinyCustomer, answer, answer.body, { asked: id, call });
  }
}
