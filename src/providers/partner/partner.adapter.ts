import { Injectable } from '@nestjs/common';
import type { Customer } from '../../canonical/customer.js';
import type { CallContext } from '../../platform/http/call-context.js';
import { anotherRecord, readRecord, wholePage } from '../mapping/record-reader.js';
import { isWireObject } from '../mapping/wire-value.js';
import type { Mapped, MappedPage, ProviderAdapter } from '../provider.js';
import { PartnerClient } from './partner.client.js';
import { partnerCustomer } from './partner.fields.js';

/** The partner behind the port: business customers, looked up by either of two ids. */
@Injectable()
export class PartnerAdapter implements ProviderAdapter {
  constructor(private readonly client: PartnerClient) {}

  async getCustomer(id: string, call: CallContext): Promise<Mapped<Customer>> {
    const answer = await this.client.getDetail('customer_id', id, call);
    const options = { asked: id, includeSensitive: call.includeSensitive };
    return readRecord(partnerCustomer, answer, answer.body, options);
  }

  /** The one customer with the caller’s own id; "not found" becomes an empty list by the error table. */
  async findCustomersByExternalId(externalId: string, call: CallContext): Promise<MappedPage<Customer>> {
    const answer = await this.client.getDetail('partner_customer_id', externalId, call);
    const options = { asked: null, includeSensitive: call.includeSensitive };
    const { data, warnings } = readRecord(partnerCustomer, answer, answer.body, options);
    const wire = isWireObject(answer.body) ? answer.body['partner_customer_id'] : null;
    if (typeof wire === 'string' && wire !== externalId) throw anotherRecord(answer);
    const inList = warnings.map((warning) => ({ ...warning, pointer: `/0${warning.pointer}` }));
    return wholePage({ data: [data], warnings: inList }, 1);
  }
}
