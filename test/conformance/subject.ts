import {
  CardAnswer,
  CardListAnswer,
  CustomerAnswer,
  CustomerListAnswer,
  HostedLinkAnswer,
  SubmittedDocumentAnswer,
  TransactionListAnswer,
} from '../../src/canonical/answers.js';
import type { Shape } from '../../src/canonical/field.js';
import type { Operation } from '../../src/providers/operations.js';
import { operationsOf, type ProviderRegistration } from '../../src/providers/provider.js';
import { pdf } from '../support/new-customer.js';
import type { ConformanceDescriptor } from './descriptor.js';
import type { Exchange, Question, World } from './world.js';

/** One read that the provider offers: its route below `/v1/<provider>` and the shape of its answer. */
export interface Read {
  readonly operation: Operation;
  readonly path: string;
  readonly answer: Shape;
  /** Kind of the record that it shows, by its name in the provider’s tables. */
  readonly record: 'customer' | 'card' | 'transaction';
}

/** One change of a record that exists: its route below `/v1/<provider>`, what is sent, and what comes out of it. */
export interface Change {
  readonly operation: Operation;
  readonly path: string;
  /** The same route for a record that does not exist. */
  readonly absentPath: string;
  readonly question: () => Question;
  readonly answer: Shape;
  /** The kind of record that comes out of it, by its field table. */
  readonly record: string;
}

/** One provider under test. */
export class Subject {
  readonly name: string;
  readonly operations: readonly Operation[];

  constructor(
    readonly world: World,
    readonly registration: ProviderRegistration,
    readonly descriptor: ConformanceDescriptor,
  ) {
    this.name = registration.name;
    this.operations = operationsOf(registration.adapter);
  }

  has(operation: Operation): boolean {
    return this.operations.includes(operation);
  }

  /** Every read that the adapter has, each on a record that exists. */
  get reads(): Read[] {
    const { known, externalId, cards } = this.descriptor;
    const all: Read[] = [
      { operation: 'getCustomer', path: customerPath(known), answer: CustomerAnswer, record: 'customer' },
      { operation: 'listCustomers', path: '/customers?limit=5', answer: CustomerListAnswer, record: 'customer' },
      {
        operation: 'findCustomersByExternalId',
        path: `/customers?externalId=${externalId?.known}`,
        answer: CustomerListAnswer,
        record: 'customer',
      },
      { operation: 'listCustomerCards', path: cardsPath(cards?.holder ?? ''), answer: CardListAnswer, record: 'card' },
      { operation: 'listCards', path: '/cards?limit=5', answer: CardListAnswer, record: 'card' },
      { operation: 'getCard', path: cardPath(cards?.known ?? ''), answer: CardAnswer, record: 'card' },
      {
        operation: 'listCardTransactions',
        path: `${transactionsPath(cardPath(cards?.known ?? ''))}?limit=5`,
        answer: TransactionListAnswer,
        record: 'transaction',
      },
      {
        operation: 'listCustomerTransactions',
        path: `${transactionsPath(customerPath(cards?.holder ?? ''))}?limit=5`,
        answer: TransactionListAnswer,
        record: 'transaction',
      },
    ];
    return all.filter(({ operation }) => this.has(operation));
  }

  /** Every change of a customer that the adapter has. */
  get changes(): Change[] {
    const { known, absent, update = {}, documents = [] } = this.descriptor;
    const at = (suffix: string, id = known) => ({
      path: customerPath(id) + suffix,
      absentPath: customerPath(absent) + suffix,
    });
    const link = { question: () => ({ method: 'POST' }), answer: HostedLinkAnswer };
    const all: Change[] = [
      {
        operation: 'updateCustomer',
        ...at(''),
        question: () => ({ method: 'PATCH', body: update }),
        answer: CustomerAnswer,
        record: 'customer',
      },
      { operation: 'createTermsLink', ...at('/terms-link'), ...link, record: 'termsLink' },
      { operation: 'createVerificationLink', ...at('/verification-link'), ...link, record: 'verificationLink' },
      ...documents.map(({ customer, fields }): Change => ({
        operation: 'addDocument',
        ...at('/documents', customer),
        question: () => ({ body: documentForm(fields) }),
        answer: SubmittedDocumentAnswer,
        record: 'document',
      })),
    ];
    return all.filter(({ operation }) => this.has(operation));
  }

  ask<Data = unknown>(path: string, question: Question = {}): Promise<Exchange<Data>> {
    return this.world.ask<Data>(this.name, path, question);
  }

  /** A read that leaves the provider's access token, if it uses one, fresh: what follows needs no other call. */
  async warmUp(hasty = false): Promise<void> {
    await this.ask(customerPath(this.descriptor.known), { hasty });
  }
}

export function customerPath(id: string): string {
  return `/customers/${id}`;
}

export function cardsPath(customerId: string): string {
  return `/customers/${customerId}/cards`;
}

export function cardPath(id: string): string {
  return `/cards/${id}`;
}

/** Transactions of what is at a path: of a card or of a customer. */
export function transactionsPath(owner: string): string {
  return `${owner}/transactions`;
}

/** A path with one more query parameter. */
export function withQuery(path: string, parameter: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${parameter}`;
}

function documentForm(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(pdf())]), 'scan.bin');
  return form;
}
