import { CardListAnswer, CustomerAnswer, CustomerListAnswer } from '../../src/canonical/answers.js';
import type { Shape } from '../../src/canonical/field.js';
import type { Operation } from '../../src/providers/operations.js';
import { operationsOf, type ProviderRegistration } from '../../src/providers/provider.js';
import type { ConformanceDescriptor } from './descriptor.js';
import type { Exchange, Question, World } from './world.js';

/** One read that the provider offers: its route below `/v1/<provider>` and the shape of its answer. */
export interface Read {
  readonly operation: Operation;
  readonly path: string;
  readonly answer: Shape;
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
      { operation: 'getCustomer', path: customerPath(known), answer: CustomerAnswer },
      { operation: 'listCustomers', path: '/customers?limit=5', answer: CustomerListAnswer },
      {
        operation: 'findCustomersByExternalId',
        path: `/customers?externalId=${externalId?.known}`,
        answer: CustomerListAnswer,
      },
      { operation: 'listCustomerCards', path: cardsPath(cards?.holder ?? ''), answer: CardListAnswer },
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

/** A path with one more query parameter. */
export function withQuery(path: string, parameter: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${parameter}`;
}
