import { Injectable } from '@nestjs/common';
import type { Customer } from '../../canonical/customer.js';
import type { JsonAnswer } from '../../platform/http/json-reader.js';
import { beforeSending } from '../before-sending.js';
import { inTurns } from '../in-turns.js';
import { notSentWarnings } from '../input/not-sent.js';
import { anotherRecord, asList, idOf, noRecord, readRecord, wholePage } from '../mapping/record-reader.js';
import { isWireObject } from '../mapping/wire-value.js';
import type { Mapped, MappedPage, OperationContext, ProviderAdapter } from '../provider.js';
import { isSince } from '../reconciliation.js';
import { PartnerClient } from './partner.client.js';
import {
  notSentOf,
  toWireCustomer,
  type CreatePartnerCustomerCommand,
  type FileIds,
  type PartnerFile,
} from './partner.create.js';
import { partnerCustomer } from './partner.fields.js';
import { partnerReconciliations } from './partner.reconciliations.js';

/** Uploads of one request at a time. */
const UPLOADS_AT_ONCE = 3;

/** The partner behind the port: business customers, looked up by either of two ids. */
@Injectable()
export class PartnerAdapter implements ProviderAdapter {
  readonly reconciliations = partnerReconciliations((externalId, call) => this.readByExternalId(externalId, call));

  constructor(private readonly client: PartnerClient) {}

  async getCustomer(id: string, call: OperationContext): Promise<Mapped<Customer>> {
    const answer = await this.client.getDetail('customer_id', id, call);
    return readRecord(partnerCustomer, answer, answer.body, { asked: id, call });
  }

  /** The one customer with the caller’s own id; "not found" becomes an empty list by the error table. */
  async findCustomersByExternalId(externalId: string, call: OperationContext): Promise<MappedPage<Customer>> {
    return wholePage(asList(await this.readByExternalId(externalId, call)), 1);
  }

  /**
   * Uploads the files, then creates the customer, then reads it once. An upload that fails ends it before anything was
   * created; the create itself is never sent twice.
   */
  async createCustomer(command: CreatePartnerCustomerCommand, call: OperationContext): Promise<Mapped<Customer>> {
    const fileIds = await beforeSending(this.upload(command.files, call));
    const startedAt = new Date();
    const answer = await this.client.createCustomer(toWireCustomer(command, fileIds), call);
    const mapped = await this.readCreated(answer, command.externalId, startedAt, call);
    return { ...mapped, warnings: [...mapped.warnings, ...notSentWarnings(notSentOf(command))] };
  }

  private async upload(files: readonly PartnerFile[], call: OperationContext): Promise<FileIds> {
    const pairs = await inTurns(files, UPLOADS_AT_ONCE, async (file) => {
      const answer = await this.client.uploadFile(file, call);
      const id = idOf({ idKey: 'file_id' }, answer.body);
      if (id === null) throw noRecord(answer);
      return [file.name, id] as const;
    });
    return new Map(pairs);
  }

  /** The answer of a create may hold no more than what was sent; the record is read by the best id that there is. */
  private async readCreated(
    answer: JsonAnswer,
    externalId: string,
    startedAt: Date,
    call: OperationContext,
  ): Promise<Mapped<Customer>> {
    const id = idOf(partnerCustomer, answer.body);
    if (id === null) return this.readCreatedByExternalId(answer, externalId, startedAt, call);
    try {
      return await this.getCustomer(id, call);
    } catch {
      // Whatever went wrong with the read, the customer exists now.
      const partial = readRecord(partnerCustomer, answer, answer.body, { asked: id, call });
      const detail = 'the customer was created, but could not be read again; some fields may be missing';
      const warning = { code: 'read_after_create_failed' as const, pointer: '', detail };
      return { ...partial, warnings: [...partial.warnings, warning] };
    }
  }

  /** Without an id in the answer only the record itself proves that it was made, and by this request. */
  private async readCreatedByExternalId(
    answer: JsonAnswer,
    externalId: string,
    startedAt: Date,
    call: OperationContext,
  ): Promise<Mapped<Customer>> {
    const found = await this.readByExternalId(externalId, call).catch(() => null);
    const isOurs = found !== null && found.data.createdAt !== null && isSince(found.data, { startedAt });
    if (!isOurs) throw noRecord(answer);
    return found;
  }

  private async readByExternalId(externalId: string, call: OperationContext): Promise<Mapped<Customer>> {
    const answer = await this.client.getDetail('partner_customer_id', externalId, call);
    const found = readRecord(partnerCustomer, answer, answer.body, { asked: null, call });
    const wire = isWireObject(answer.body) ? answer.body['partner_customer_id'] : null;
    if (typeof wire === 'string' && wire !== externalId) throw anotherRecord(answer);
    return found;
  }
}
