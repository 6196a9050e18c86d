import { Injectable } from '@nestjs/common';
import type { Customer } from '../../canonical/customer.js';
import type { HostedLink } from '../../canonical/hosted-link.js';
import type { SubmittedDocument } from '../../canonical/submitted-document.js';
import type { JsonAnswer } from '../../platform/http/json-reader.js';
import { UpstreamError } from '../../platform/http/upstream-error.js';
import { beforeSending } from '../before-sending.js';
import { toPosition } from '../cursor.js';
import { mergeMetadata, type MetadataPatch } from '../input/metadata-field.js';
import { notSentWarnings } from '../input/not-sent.js';
import {
  anotherRecord,
  idOf,
  noRecord,
  readNamelessRecord,
  readRecord,
  readRecords,
} from '../mapping/record-reader.js';
import { noteEnvelope } from '../mapping/note-differences.js';
import { isWireObject, type WireObject } from '../mapping/wire-value.js';
import { pageFacts, pageWindow, toPage } from '../paging.js';
import type { ListQuery, Mapped, MappedPage, OperationContext, ProviderAdapter } from '../provider.js';
import { sameId } from '../provider-id.js';
import { SpherePayClient } from './spherepay.client.js';
import { notSentOf, toWireChanges, toWireCustomer } from './spherepay.customer-writes.js';
import { toWireDocument, type AddSpherePayDocumentCommand } from './spherepay.document.js';
import type { CreateSpherePayCustomer, UpdateSpherePayCustomer } from './spherepay.dto.js';
import { spherePayCustomer, spherePayListEnvelope } from './spherepay.fields.js';
import { spherePayReconciliations } from './spherepay.reconciliations.js';
import { spherePayDocument, termsLink, verificationLink } from './spherepay.submissions.fields.js';

/** SpherePay behind the port: persons and businesses with their verification profiles. */
@Injectable()
export class SpherePayAdapter implements ProviderAdapter {
  readonly reconciliations: NonNullable<ProviderAdapter['reconciliations']>;

  constructor(private readonly client: SpherePayClient) {
    this.reconciliations = spherePayReconciliations(client);
  }

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

  /** Registers the person, then reads it once: criteria may all be empty in the answer. Never sent twice. */
  async createCustomer(customer: CreateSpherePayCustomer, call: OperationContext): Promise<Mapped<Customer>> {
    const answer = await this.client.createCustomer(toWireCustomer(customer), call);
    const id = idOf(spherePayCustomer, answer.body);
    if (id === null) throw noRecord(answer);
    // Whatever goes wrong with the read, the customer exists now.
    const mapped = await this.getCustomer(id, call).catch(() => unreadAgain(answer, id, call));
    return { ...mapped, warnings: [...mapped.warnings, ...notSentWarnings(notSentOf(customer))] };
  }

  /** Changes a person. SpherePay replaces `meta` as a whole, so what is there is read first and sent along. */
  async updateCustomer(
    id: string,
    changes: UpdateSpherePayCustomer,
    call: OperationContext,
  ): Promise<Mapped<Customer>> {
    const { metadata } = changes;
    const meta = metadata === undefined ? null : await beforeSending(this.metaAfter(id, metadata, call));
    const answer = await this.client.updateCustomer(id, toWireChanges(changes, meta), call);
    return readRecord(spherePayCustomer, answer, answer.body, { asked: id, call });
  }

  async createTermsLink(customerId: string, call: OperationContext): Promise<Mapped<HostedLink>> {
    return readNamelessRecord(termsLink, await this.client.createTermsLink(customerId, call), 'url', call);
  }

  async createVerificationLink(customerId: string, call: OperationContext): Promise<Mapped<HostedLink>> {
    return readNamelessRecord(
      verificationLink,
      await this.client.createVerificationLink(customerId, call),
      'url',
      call,
    );
  }

  /** Hands a document in. The answer has no id of the document, but that of the customer, who must be the right one. */
  async addDocument(
    customerId: string,
    command: AddSpherePayDocumentCommand,
    call: OperationContext,
  ): Promise<Mapped<SubmittedDocument>> {
    const answer = await this.client.addDocument(toWireDocument(customerId, command), call);
    return readRecord(spherePayDocument, answer, answer.body, { asked: customerId, call });
  }

  private async metaAfter(id: string, patch: MetadataPatch, call: OperationContext): Promise<WireObject> {
    const answer = await this.client.getCustomer(id, call);
    const found = idOf(spherePayCustomer, answer.body);
    if (found === null || !isWireObject(answer.body)) throw noRecord(answer);
    if (!sameId(found, id)) throw anotherRecord(answer);
    const meta = answer.body['meta'] ?? {};
    if (isWireObject(meta)) return mergeMetadata(meta, patch);
    const { status } = answer;
    throw new UpstreamError('bad_answer', 'the metadata of the record cannot be read', { sent: true, status });
  }
}

/** The new customer by the create’s own answer. */
function unreadAgain(answer: JsonAnswer, id: string, call: OperationContext): Mapped<Customer> {
  const partial = readRecord(spherePayCustomer, answer, answer.body, { asked: id, call });
  const detail = 'the customer was created, but could not be read again; its verification may be incomplete';
  return { ...partial, warnings: [...partial.warnings, { code: 'read_after_create_failed', pointer: '', detail }] };
}
