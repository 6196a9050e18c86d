import { Injectable } from '@nestjs/common';
import type { Customer } from '../../canonical/customer.js';
import { toPosition } from '../cursor.js';
import { noRecord, readRecord, readRecords } from '../mapping/record-reader.js';
import { noteEnvelope } from '../mapping/note-differences.js';
import { isWireObject } from '../mapping/wire-value.js';
import { pageFacts, pageWindow, toPage } from '../paging.js';
import type { ListQuery, Mapped, MappedPage, OperationContext, ProviderAdapter } from '../provider.js';
import { SpherePayClient } from './spherepay.client.js';
import { spherePayCustomer, spherePayListEnvelope } from './spherepay.fields.js';

/** SpherePay behind the port: persons and businesses with their verification profiles. */
@Injectable()
export class SpherePayAdapter implements ProviderAdapter {
  constructor(private readonly client: SpherePayClient) {}

  async getCustomer(id: string, call: OperationContext): Promise<Mapped<Customer>> {
    const answer = await this.client.getCustomer(id, call);
    return readRecord(spherePayCustomer, answer, answer.body, { asked: id, call });
  }

  async listCustomers(query: ListQuery, call: OperationContext): Promise<MappedPage<Customer>> {
    const position = toPosition(query);
    const paging = { page: `${position.page}`, limit: `${position.limit}` };
    const answer = await this.client.listCustomers({ ...paging, ...query.filters }, call);
    noteEnvelope(spherePayListEnvelope, answer.body, call);
    const body = isWireObject(answer.body) ? answer.body : {};
    const list = body['customers'];
    if (!Array.isArray(list)) throw noRecord(answer);
    const window = pageWindow(list, pageFacts(body['pagination']), position, spherePayCustomer.idKey);
    const mapped = readRecords(spherePayCustomer, answer, window.items, call);
    return toPage(mapped, window, position.limit, query);
  }
}
