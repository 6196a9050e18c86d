/** What an operation of the port does at the provider. */
interface OperationTraits {
  /** Changes something there. */
  readonly write: boolean;
  /** Moves money, so it must not be asked for without an idempotency key. */
  readonly needsKey?: boolean;
}

const read: OperationTraits = { write: false };
const write: OperationTraits = { write: true };
const money: OperationTraits = { write: true, needsKey: true };

/** Every operation of the port. A provider has those that its adapter implements. */
export const OPERATIONS = {
  getCustomer: read,
  listCustomers: read,
  findCustomersByExternalId: read,
  createCustomer: write,
  updateCustomer: write,
  createTermsLink: write,
  createVerificationLink: write,
  addDocument: write,
  listCustomerTransactions: read,
  listCustomerCards: read,
  listCards: read,
  getCard: read,
  listCardTransactions: read,
  createCard: money,
  freezeCard: write,
  unfreezeCard: write,
  terminateCard: write,
  fundCard: money,
  withdrawFromCard: money,
} as const satisfies Record<string, OperationTraits>;

export type Operation = keyof typeof OPERATIONS;

/** Whether the port has an operation of this name. */
export function isOperation(name: string): name is Operation {
  return Object.hasOwn(OPERATIONS, name);
}

/** Whether callers must send an idempotency key with it. */
export function needsKey(operation: Operation): boolean {
  const traits: OperationTraits = OPERATIONS[operation];
  return traits.needsKey ?? false;
}
