import { Card } from './card.js';
import { Customer } from './customer.js';
import { CanonicalField } from './field.js';
import { HostedLink } from './hosted-link.js';
import { AnswerMeta, ListAnswerMeta, ListMeta, Meta } from './response.js';
import { SubmittedDocument } from './submitted-document.js';
import { Transaction } from './transaction.js';

/** One customer. */
export class CustomerAnswer {
  @CanonicalField({ is: () => Customer, nullable: false, sensitivity: 'personal', description: 'The customer.' })
  data!: Customer;

  @AnswerMeta()
  meta!: Meta;
}

/** A part of a list of customers. */
export class CustomerListAnswer {
  @CanonicalField({ is: () => Customer, array: true, sensitivity: 'personal', description: 'The customers.' })
  data!: Customer[];

  @ListAnswerMeta()
  meta!: ListMeta;
}

/** A list of cards. */
export class CardListAnswer {
  @CanonicalField({ is: () => Card, array: true, sensitivity: 'personal', description: 'The cards.' })
  data!: Card[];

  @ListAnswerMeta()
  meta!: ListMeta;
}

/** One card. */
export class CardAnswer {
  @CanonicalField({ is: () => Card, nullable: false, sensitivity: 'personal', description: 'The card.' })
  data!: Card;

  @AnswerMeta()
  meta!: Meta;
}

/** One movement of money. */
export class TransactionAnswer {
  @CanonicalField({ is: () => Transaction, nullable: false, sensitivity: 'personal', description: 'The transaction.' })
  data!: Transaction;

  @AnswerMeta()
  meta!: Meta;
}

/** A part of a list of transactions. */
export class TransactionListAnswer {
  @CanonicalField({ is: () => Transaction, array: true, sensitivity: 'personal', description: 'The transactions.' })
  data!: Transaction[];

  @ListAnswerMeta()
  meta!: ListMeta;
}

/** A page of the provider’s to send a customer to. */
export class HostedLinkAnswer {
  @CanonicalField({ is: () => HostedLink, nullable: false, sensitivity: 'personal', description: 'The page.' })
  data!: HostedLink;

  @AnswerMeta()
  meta!: Meta;
}

/** A document that was handed in. */
export class SubmittedDocumentAnswer {
  @CanonicalField({
    is: () => SubmittedDocument,
    nullable: false,
    sensitivity: 'personal',
    description: 'The document, as the provider took it.',
  })
  data!: SubmittedDocument;

  @AnswerMeta()
  meta!: Meta;
}
