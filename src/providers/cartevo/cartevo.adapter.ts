import { Injectable } from '@nestjs/common';
import type { Card } from '../../canonical/card.js';
import type { Customer } from '../../canonical/customer.js';
import type { Transaction } from '../../canonical/transaction.js';
import { toPosition } from '../cursor.js';
import { idOf, noRecord, readRecord, readRecords } from '../mapping/record-reader.js';
import { noteEnvelope } from '../mapping/note-differences.js';
import { isWireObject } from '../mapping/wire-value.js';
import { pageFacts, pageWindow, toPage } from '../paging.js';
import type { ListQuery, Mapped, MappedPage, OperationContext, ProviderAdapter } from '../provider.js';
import type { Evidence } from '../reconciliation.js';
import type { CreateCartevoCardCommand, CartevoMovementCommand } from './cartevo.card.create.js';
import { CartevoCardWrites, type Movement } from './cartevo.card-writes.js';
import { CartevoCards, type ReadCustomer } from './cartevo.cards.js';
import { CartevoClient, unwrap } from './cartevo.client.js';
import { toWireCustomer, type CreateCartevoCustomerCommand } from './cartevo.create.js';
import type { ListCustomers } from './cartevo.customer-search.js';
import { evidenceOfMovement, evidenceOfNewCard } from './cartevo.evidence.js';
import { cartevoCustomer, cartevoEnvelope } from './cartevo.fields.js';
import { cartevoReconciliations } from './cartevo.reconciliations.js';

/** Cartevo behind the port: personal customers and their virtual cards. */
@Injectable()
export class CartevoAdapter implements ProviderAdapter {
  readonly reconciliations: NonNullable<ProviderAdapter['reconciliations']>;
  private readonly cards: CartevoCards;
  private readonly writes: CartevoCardWrites;

  constructor(private readonly client: CartevoClient) {
    const readCustomer: ReadCustomer = (id, call) => this.getCustomer(id, call);
    this.cards = new CartevoCards(client, readCustomer);
    this.writes = new CartevoCardWrites(client, this.cards, readCustomer);
    const listCustomers: ListCustomers = (query, call) => this.listCustomers(query, call);
    this.reconciliations = cartevoReconciliations({ cards: this.cards, readCustomer, listCustomers });
  }

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

  listCustomerCards(customerId: string, refresh: boolean, call: OperationContext): Promise<MappedPage<Card>> {
    return this.cards.ofCustomer(customerId, refresh, call);
  }

  listCustomerTransactions(customerId: string, query: ListQuery, call: OperationContext) {
    return this.cards.transactionsOfCustomer(customerId, query, call);
  }

  listCards(query: ListQuery, call: OperationContext): Promise<MappedPage<Card>> {
    return this.cards.all(query, call);
  }

  getCard(id: string, refresh: boolean, call: OperationContext): Promise<Mapped<Card>> {
    return this.cards.one(id, refresh, call);
  }

  listCardTransactions(cardId: string, query: ListQuery, call: OperationContext): Promise<MappedPage<Transaction>> {
    return this.cards.transactionsOfCard(cardId, query, call);
  }

  createCard(command: CreateCartevoCardCommand, call: OperationContext): Promise<Mapped<Card>> {
    return this.writes.create(command, call);
  }

  freezeCard(id: string, call: OperationContext): Promise<Mapped<Card>> {
    return this.writes.change('freezeCard', id, call);
  }

  unfreezeCard(id: string, call: OperationContext): Promise<Mapped<Card>> {
    return this.writes.change('unfreezeCard', id, call);
  }

  terminateCard(id: string, call: OperationContext): Promise<Mapped<Card>> {
    return this.writes.change('terminateCard', id, call);
  }

  fundCard(id: string, command: CartevoMovementCommand, call: OperationContext): Promise<Mapped<Transaction>> {
    return this.writes.move('fundCard', id, command.amountMinor, call);
  }

  withdrawFromCard(id: string, command: CartevoMovementCommand, call: OperationContext): Promise<Mapped<Transaction>> {
    return this.writes.move('withdrawFromCard', id, command.amountMinor, call);
  }

  /** By what a card that is about to be issued can be recognised later. */
  evidenceOfNewCard(command: CreateCartevoCardCommand, call: OperationContext): Promise<Evidence> {
    return evidenceOfNewCard(this.cards, command, call);
  }

  /** By what money that is about to be moved can be recognised later. */
  evidenceOfMovement(
    operation: Movement,
    cardId: string,
    { amountMinor }: CartevoMovementCommand,
    call: OperationContext,
  ): Promise<Evidence> {
    return evidenceOfMovement(this.cards, operation, { cardId, amountMinor }, call);
  }
}
