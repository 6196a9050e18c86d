import type { Card } from '../../canonical/card.js';
import type { Customer } from '../../canonical/customer.js';
import type { Transaction } from '../../canonical/transaction.js';
import type { JsonAnswer } from '../../platform/http/json-reader.js';
import { UpstreamError } from '../../platform/http/upstream-error.js';
import { toPosition, type Position } from '../cursor.js';
import { noteEnvelope } from '../mapping/note-differences.js';
import { anotherRecord, idOf, noRecord, readRecord, readRecords, wholePage } from '../mapping/record-reader.js';
import { valueAt } from '../mapping/wire-paths.js';
import { isWireObject, type WireObject } from '../mapping/wire-value.js';
import { pageFacts, pageWindow, toPage } from '../paging.js';
import { sameId } from '../provider-id.js';
import type { ListQuery, Mapped, MappedPage, OperationContext } from '../provider.js';
import { readErrorReport } from '../upstream-report.js';
import { unwrap, type CartevoClient } from './cartevo.client.js';
import { cartevoCard, cartevoEnvelope } from './cartevo.fields.js';
import { NO_SUCH_ROUTE } from './cartevo.tables.js';
import { cartevoTransaction } from './cartevo.transaction.fields.js';

/** How a customer is read, to tell “no cards” from “no such customer”. */
export type ReadCustomer = (id: string, call: OperationContext) => Promise<Mapped<Customer>>;

/** Reads of Cartevo’s cards and their transactions. */
export class CartevoCards {
  constructor(
    private readonly client: CartevoClient,
    private readonly readCustomer: ReadCustomer,
  ) {}

  /**
   * Cards of one customer. 404 means "no cards" as well as "no such customer", and an older server answers both with
   * an empty list; only the customer’s own record tells them apart.
   */
  async ofCustomer(customerId: string, refresh: boolean, call: OperationContext): Promise<MappedPage<Card>> {
    const answer = await this.client.listCards(customerId, refresh, call).catch((error: unknown) => {
      if (isNotFound(error)) return null;
      throw error;
    });
    if (answer !== null) noteEnvelope(cartevoEnvelope, answer.body, call);
    const list = answer === null ? [] : unwrap(answer.body);
    if (!Array.isArray(list)) throw noRecord(answer as JsonAnswer);
    if (answer === null || list.length === 0) {
      await this.readCustomer(customerId, call);
      return wholePage({ data: [], warnings: [], explanations: [] });
    }
    for (const card of list as unknown[]) requireNamed(card, ['customer_id'], customerId, answer);
    const mapped = readRecords(cartevoCard, answer, list, call);
    return wholePage(withOwner(mapped, `cartevo:${customerId}`));
  }

  /** All cards of the company. They come in one answer, which is handed out page by page. */
  async all(query: ListQuery, call: OperationContext): Promise<MappedPage<Card>> {
    const position = toPosition(query);
    const answer = await this.client.listAllCards(query.filters, call);
    noteEnvelope(cartevoEnvelope, answer.body, call);
    const data = unwrap(answer.body);
    const list = isWireObject(data) ? data['cards'] : data;
    if (!Array.isArray(list)) throw noRecord(answer);
    const whole = { total: list.length, totalPages: 1, hasNext: false, limit: null };
    const window = pageWindow(list, whole, position, cartevoCard.idKey);
    return toPage(readRecords(cartevoCard, answer, window.items, call), window, position.limit, query);
  }

  /** One card. `known` is what another answer has said of it: details lack its owner and its brand. */
  async one(
    id: string,
    refresh: boolean,
    call: OperationContext,
    known?: { readonly wire: WireObject; readonly answer: JsonAnswer },
  ): Promise<Mapped<Card>> {
    const answer = await this.client.getCard(id, refresh, call);
    noteEnvelope(cartevoEnvelope, answer.body, call);
    const details = unwrap(answer.body);
    if (!known || idOf(cartevoCard, details) === null || !isWireObject(details)) {
      return readRecord(cartevoCard, answer, details, { asked: id, call });
    }
    const mayHoldCardData = answer.mayHoldCardData || known.answer.mayHoldCardData;
    const both = { ...known.wire, ...details };
    return readRecord(cartevoCard, { ...answer, mayHoldCardData }, both, { asked: id, call });
  }

  /** Transactions of one card, newest first. Cartevo counts these pages from 0; `sync` in the filters asks the issuer. */
  transactionsOfCard(cardId: string, query: ListQuery, call: OperationContext): Promise<MappedPage<Transaction>> {
    const sync = query.filters['sync'] === 'true';
    return this.transactions(query, call, ['card_id', 'card.id'], cardId, ({ page, limit }) =>
      this.client.listCardTransactions(cardId, { page: page - 1, limit, sync }, call),
    );
  }

  /** Transactions of all cards of one customer. These pages are counted from 1. */
  transactionsOfCustomer(customerId: string, query: ListQuery, call: OperationContext) {
    return this.transactions(query, call, ['customer_id', 'customer.id'], customerId, ({ page, limit }) =>
      this.client.listCustomerTransactions(customerId, page, limit, call),
    );
  }

  private async transactions(
    query: ListQuery,
    call: OperationContext,
    owner: readonly string[],
    ownerId: string,
    ask: (position: Position) => Promise<JsonAnswer>,
  ): Promise<MappedPage<Transaction>> {
    const position = toPosition(query);
    const answer = await ask(position);
    noteEnvelope(cartevoEnvelope, answer.body, call);
    const list = unwrap(answer.body);
    if (!Array.isArray(list)) throw noRecord(answer);
    const envelope = isWireObject(answer.body) ? answer.body : {};
    const facts = pageFacts(envelope['pagination']) ?? pageFacts(envelope['meta']);
    const window = pageWindow(list, facts, position, cartevoTransaction.idKey);
    for (const item of window.items) requireNamed(item, owner, ownerId, answer);
    return toPage(readRecords(cartevoTransaction, answer, window.items, call), window, position.limit, query);
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

/** A record that names somebody else’s card or customer is never shown. */
export function requireNamed(record: unknown, paths: readonly string[], id: string, answer: JsonAnswer): void {
  for (const path of paths) {
    const named = valueAt(record, path);
    if (typeof named === 'string' && named !== '' && !sameId(named, id)) throw anotherRecord(answer);
  }
}
