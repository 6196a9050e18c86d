import { Injectable } from '@nestjs/common';
import type { Customer } from '../../canonical/customer.js';
import { anotherRecord, asList, readRecord, wholePage } from '../mapping/record-reader.js';
import { isWireObject } from '../mapping/wire-value.js';
import type { Mapped, MappedPage, OperationContext, ProviderAdapter } from '../provider.js';
import { PartnerClient } from './partner.client.js';
import { partnerCustomer } from './partner.fields.js';

/** The partner behind the port: business customers, looked up by either of two ids. */
@Injectable()
export class PartnerAdapter implements ProviderAdapter {
  constructor(private readonly client: PartnerClient) {}

  async getCustomer(id: string, call: OperationContext): Promise<Mapped<Customer>> {
    const answer = await this.client.getDetail('customer_id', id, call);
    return readRecord(partnerCustomer, answer, answer.body, { asked: id, call });
  }

  /** The one customer with the caller’s own id; "not found" becomes an empty list by the error table. */
  async findCustomersByExternalId(externalId: string, call: OperationContext): Promise<MappedPage<Customer>> {
    const answer = await this.client.getDetail('partner_customer_id', externalId, call);
    const found = readRecord(partnerCustomer, answer, answer.body, { asked: null, call });
    const wire = isWireObject(answer.body) ? answer.body['partner_customer_id'] : null;
    if (typeof wire === 'string' && wire !== externalId) throw anotherRecord(answer);
    return wholePage(asList(found), 1);
  }
}
