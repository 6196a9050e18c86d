import type { Customer } from '../../canonical/customer.js';
import { validateBody } from '../../platform/validation/validate.js';
import { refuseProblems, requireJsonBody } from '../input/refusals.js';
import { toDollars } from '../input/us-dollars.js';
import { CreateCartevoCard, CreateCartevoMovement } from './cartevo.card.dto.js';
import { LONGEST_CARD_NAME } from './cartevo.card.tables.js';
import { BRAND_WORDS } from './cartevo.statuses.js';

/** A checked card: nothing in it can still be refused by the gateway. */
export interface CreateCartevoCardCommand {
  /** Cartevo’s own id. */
  readonly customerId: string;
  readonly brand: string;
  /** Null: the name of the customer. */
  readonly nameOnCard: string | null;
  /** Cents. */
  readonly fundingMinor: number;
}

/** A checked movement of money. */
export interface CartevoMovementCommand {
  /** Cents. */
  readonly amountMinor: number;
}

/** The command of a JSON body; throws with all problems at once. */
export function readCreateCard(body: unknown): CreateCartevoCardCommand {
  const { customerId, brand, nameOnCard, initialFunding } = checked(CreateCartevoCard, body);
  return {
    customerId: customerId.replace(/^cartevo:/, ''),
    brand,
    nameOnCard: nameOnCard ?? null,
    fundingMinor: initialFunding?.amountMinor ?? 0,
  };
}

/** The command of a JSON body; throws with all problems at once. */
export function readMovement(body: unknown): CartevoMovementCommand {
  const { amount } = checked(CreateCartevoMovement, body);
  return { amountMinor: amount.amountMinor };
}

/** The JSON that Cartevo wants: its schema demands name and amount, which its text calls optional. */
export function toWireCard(command: CreateCartevoCardCommand, name: string): Record<string, string | number> {
  return {
    customer_id: command.customerId,
    brand: BRAND_WORDS[command.brand] ?? '',
    name_on_card: name,
    amount: toDollars({ amountMinor: command.fundingMinor }),
  };
}

/** The customer’s name as it fits on a card: whole words, or the first one cut; null when there is none. */
export function cardNameOf({ displayName }: Pick<Customer, 'displayName'>): string | null {
  const [first = '', ...others] = (displayName ?? '').split(/\s+/).filter((word) => word !== '');
  let name = [...first].slice(0, LONGEST_CARD_NAME).join('');
  for (const word of others) {
    if ([...name, ' ', ...word].length > LONGEST_CARD_NAME) break;
    name += ` ${word}`;
  }
  return name === '' ? null : name;
}

function checked<T extends object>(shape: new () => T, body: unknown): T {
  const { value, problems } = validateBody(shape, requireJsonBody(body));
  refuseProblems(problems);
  return value;
}
