import { Card } from './card.js';
import { Customer } from './customer.js';
import { CanonicalField } from './field.js';
import { ListMeta, Meta } from './response.js';
import { Transaction } from './transaction.js';

/** One customer. */
export class CustomerAnswer {
  @CanonicalField({ is: () => Customer, nullable: false, sensitivity: 'personal', description: 'The customer.' })
  data!: Customer;

  @CanonicalField({ is: () => Meta, nullable: false, sensitivity: 'public', description: 'Facts about the answer.' })
  meta!: Meta;
}

/** A part of a list of customers. */
export class CustomerListAnswer {
  @CanonicalField({ is: () => Customer, array: true, sensitivity: 'personal', description: 'The customers.' })
  data!: Customer[];

  @CanonicalField({
    is: () => ListMeta,
    nullable: false,
    sensitivity: 'public',
    description: 'Facts about the answer.',
  })
  meta!: ListMeta;
}

/** A list of cards. */
export class CardListAnswer {
  @CanonicalField({ is: () => Card, array: true, sensitivity: 'personal', description: 'The cards.' })
  data!: Card[];

  @CanonicalField({
    is: () => ListMeta,
    nullable: false,
    sensitivity: 'public',
    description: 'Facts about the answer.',
  })
  meta!: ListMeta;
}

/** One card. */
export class CardAnswer {
  @CanonicalField({ is: () => Card, nullable: false, sensitivity: 'personal', description: 'The card.' })
  data!: Card;

  @CanonicalField({ is: () => Meta, nullable: false, sensitivity: 'public', description: 'Facts about the answer.' })
  meta!: Meta;
}

/** One movement of money. */
export class TransactionAnswer {
  @CanonicalField({ is: () => Transaction, nullable: false, sensitivity: 'personal', description: 'The transaction.' })
  data!: Transaction;

  @CanonicalField({ is: () => Meta, nullable: false, sensitivity: 'public', description: 'Facts about the answer.' })
  meta!: Meta;
}

/** A part of a list of transactions. */
export class TransactionListAnswer {
  @CanonicalField({ is: () => Transaction, array: true, sensitivity: 'personal', description: 'The transactions.' })
  data!: Transaction[];

  @CanonicalField({
    is: () => ListMeta,
    nullable: false,
    sensitivity: 'public',
    description: 'Facts about the answer.',
  })
  meta!: ListMeta;
}
