import { Injectable } from '@nestjs/common';
import type { Card } from '../../canonical/card.js';
import type { Customer } from '../../canonical/customer.js';
import type { JsonAnswer } from '../../platform/http/json-reader.js';
import { UpstreamError } from '../../platform/http/upstream-error.js';
import { toPosition } from '../cursor.js';
import { anotherRecord, idOf, noRecord, readRecord, readRecords, wholePage } from '../mapping/record-reader.js';
import { noteEnvelope } from '../mapping/note-differences.js';
import { isWireObject } from '../mapping/wire-value.js';
import { pageFacts, pageWindow, toPage } from '../paging.js';
import { sameId } from '../provider-id.js';
import { readErrorReport } from '../upstream-report.js';
import type { ListQuery, Mapped, MappedPage, OperationContext, ProviderAdapter } from '../provider.js';
import { CartevoClient, unwrap } from './cartevo.client.js';
import { toWireCustomer, type CreateCartevoCustomerCommand } from './cartevo.create.js';
import { cartevoCard, cartevoCustomer, cartevoEnvelope } from './cartevo.fields.js';
import { NO_SUCH_ROUTE } from './cartevo.tables.js';

/** Cartevo behind the port: personal customers and their virtual cards. */
@Injectable()
export class CartevoAdapter implements ProviderAdapter {
  constructor(private readonly client: CartevoClient) {}

  async getCustomer(id: string, call: OperationContext): Promise<Mapped<Customer>> {
    const answer = await this.client.getCustomer(id, call);
    noteEnvelope(cartevoEnvelope, answer.body, call);
    return readRecord(cartevoCustomer, answer, unwrap(answer.body), { asked: id, call });
  }

  async listCustomers(query: ListQuery, call: OperationContext): Promise<MappedPage<Customer>> {
    const position = toPosition(query);
    const answer = await this.client.listCustomers(position.page, position.limit, call);
    noteEnvelope(cartevoEnvelope, answer.body, call);
    const list = unwrap(answer.body);
    if (!Array.isArray(list)) throw noRecord(answer);
    const envelope = isWireObject(answer.body) ? answer.body : {};
    // The page block is called `pagination` in one sample and `meta` in another.
    const facts = pageFacts(envelope['pagination']) ?? pageFacts(envelope['meta']);
    const window = pageWindow(list, facts, position, cartevoCustomer.idKey);
    const mapped = readRecords(cartevoCustomer, answer, window.items, call);
    return toPage(mapped, window, position.limit, query);
  }

  /**
   * Cards of one customer. 404 means "no cards" as well as "no such customer", and an older server answers both with
   * an empty list; only the customer’s own record tells them apart.
   */
  async listCustomerCards(customerId: string, refresh: boolean, call: OperationContext): Promise<MappedPage<Card>> {
    const answer = await this.client.listCards(customerId, refresh, call).catch((error: unknown) => {
      if (isNotFound(error)) return null;
      throw error;
    });
    if (answer !== null) noteEnvelope(cartevoEnvelope, answer.body, call);
    const list = answer === null ? [] : unwrap(answer.body);
    if (!Array.isArray(list)) throw noRecord(answer as JsonAnswer);
    if (answer === null || list.length === 0) {
      await this.getCustomer(customerId, call);
      return wholePage({ data: [], warnings: [], explanations: [] });
    }
    for (const card of list as unknown[]) requireOwner(card, customerId, answer);
    const mapped = readRecords(cartevoCard, answer, list, call);
    return wholePage(withOwner(mapped, `cartevo:${customerId}`));
  }

  /** Creates the customer, then reads it once: the create’s own answer may lack fields. Never sent twice. */
  async createCustomer(command: CreateCartevoCustomerCommand, call: OperationContext): Promise<Mapped<Customer>> {
    const wire = toWireCustomer(command);
    const answer =
      wire.kind === 'files'
        ? await this.client.createCustomer(wire.form, command.enroll, call)
        : await this.client.enrollCustomer(wire.fields, call);
    const created = unwrap(answer.body);
    const id = idOf(cartevoCustomer, created);
    if (id === null) throw noRecord(answer);
    try {
      return await this.getCustomer(id, call);
    } catch {
      // Whatever went wrong with the read, the customer exists now.
      const partial = readRecord(cartevoCustomer, answer, created, { asked: id, call });
      const detail = 'the customer was created, but could not be read again; some fields may be missing';
      const warning = { code: 'read_after_create_failed' as const, pointer: '', detail };
      return { ...partial, warnings: [...partial.warnings, warning] };
    }
  }
}

function isNotFound(error: unknown): boolean {
  if (!(error instanceof UpstreamError) || error.failure !== 'status' || error.status !== 404) return false;
  return !error.webPage && !readErrorReport(error.body).messages.some((message) => NO_SUCH_ROUTE.test(message));
}

/** A card that does not say whose it is belongs to the customer whose cards were asked for. */
function withOwner(mapped: Mapped<Card[]>, customerId: string): Mapped<Card[]> {
  const ownerless = new Set<string>();
  const data = mapped.data.map((card, index) => {
    if (card.customerId === null) ownerless.add(`/${index}/customerId`);
    return { ...card, customerId: card.customerId ?? customerId };
  });
  const detail = 'the provider sends nothing here; it is the customer whose cards were asked for';
  const explanations = mapped.explanations.map((entry) => {
    return ownerless.has(entry.pointer) ? { ...entry, transform: 'constant', lost: false, detail } : entry;
  });
  return { ...mapped, data, explanations };
}

/** A card of somebody else is never shown. */
function requireOwner(card: unknown, customerId: string, answer: JsonAnswer): void {
  const owner = isWireObject(card) ? card['customer_id'] : null;
  if (typeof owner === 'string' && owner !== '' && !sameId(owner, customerId)) throw anotherRecord(answer);
}
