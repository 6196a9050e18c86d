import type { Card } from '../../canonical/card.js';
import type { CardState } from '../../canonical/enums.js';
import { GatewayError } from '../../canonical/errors.js';
import type { Warning } from '../../canonical/response.js';
import type { Transaction } from '../../canonical/transaction.js';
import type { JsonAnswer } from '../../platform/http/json-reader.js';
import { UpstreamError } from '../../platform/http/upstream-error.js';
import { beforeSending } from '../before-sending.js';
import { toGatewayError } from '../error-translation.js';
import { toDollars } from '../input/us-dollars.js';
import { idOf, noRecord, readRecord } from '../mapping/record-reader.js';
import { isWireObject, type WireObject } from '../mapping/wire-value.js';
import type { Operation } from '../operations.js';
import type { Mapped, OperationContext } from '../provider.js';
import { cardNameOf, toWireCard, type CreateCartevoCardCommand } from './cartevo.card.create.js';
import { requireNamed, type CartevoCards, type ReadCustomer } from './cartevo.cards.js';
import { unwrap, type CartevoClient } from './cartevo.client.js';
import { cartevoCard } from './cartevo.fields.js';
import { cartevoTables } from './cartevo.tables.js';
import { cartevoTransaction } from './cartevo.transaction.fields.js';

/** The changes of a card’s state, and the state that each leads to. */
export const STATE_CHANGES = {
  freezeCard: { action: 'freeze', state: 'frozen' },
  unfreezeCard: { action: 'unfreeze', state: 'active' },
  terminateCard: { action: 'terminate', state: 'terminated' },
} as const satisfies Partial<Record<Operation, { readonly action: string; readonly state: CardState }>>;
export type StateChange = keyof typeof STATE_CHANGES;

/** The movements of money, and what each is as a transaction. */
export const MOVEMENTS = {
  fundCard: { action: 'fund', kind: 'funding', direction: 'in' },
  withdrawFromCard: { action: 'withdraw', kind: 'withdrawal', direction: 'out' },
} as const;
export type Movement = keyof typeof MOVEMENTS;

/** Writes on Cartevo’s cards. None is ever sent twice. */
export class CartevoCardWrites {
  constructor(
    private readonly client: CartevoClient,
    private readonly cards: CartevoCards,
    private readonly readCustomer: ReadCustomer,
  ) {}

  /** Issues the card, then reads it once. The create’s own answer says whose it is and of which brand, the read does not. */
  async create(command: CreateCartevoCardCommand, call: OperationContext): Promise<Mapped<Card>> {
    const name = command.nameOnCard ?? (await this.nameOf(command.customerId, call));
    const answer = await this.client.createCard(toWireCard(command, name), call);
    const created = isWireObject(answer.body) && 'card' in answer.body ? answer.body['card'] : unwrap(answer.body);
    const id = idOf(cartevoCard, created);
    if (id === null) throw noRecord(answer);
    requireNamed(created, ['customer_id'], command.customerId, answer);
    const wire = { customer_id: command.customerId, ...(created as WireObject) };
    try {
      return await this.cards.one(id, false, call, { wire, answer });
    } catch {
      // Whatever went wrong with the read, the card exists now.
      const detail = 'the card was issued, but could not be read again; some fields may be missing';
      const partial = readRecord(cartevoCard, answer, wire, { asked: id, call });
      return warned(partial, { code: 'read_after_create_failed', pointer: '', detail });
    }
  }

  /** Changes the state, then reads the card once. A card that is in the state already is a success with a warning. */
  async change(operation: StateChange, id: string, call: OperationContext): Promise<Mapped<Card>> {
    let answer: JsonAnswer;
    try {
      answer = await this.switchState(operation, id, call);
    } catch (error) {
      return this.alreadyThere(operation, id, error, call);
    }
    const said = unwrap(answer.body);
    requireNamed(said, ['card_id'], id, answer);
    const warnings = refundWarnings(said);
    try {
      return warned(await this.cards.one(id, false, call), ...warnings);
    } catch {
      const { card_status: status, status: older } = isWireObject(said) ? said : {};
      const partial = readRecord(
        cartevoCard,
        answer,
        { id, status: status ?? older },
        { asked: id, call: unheard(call) },
      );
      const detail = 'the change was made, but the card could not be read again; most fields are missing';
      return warned(partial, ...warnings, { code: 'read_after_change_failed', pointer: '', detail });
    }
  }

  /** Moves money; the answer itself is the transaction. It has no words for kind and status: what succeeded is known. */
  async move(
    operation: Movement,
    id: string,
    amountMinor: number,
    call: OperationContext,
  ): Promise<Mapped<Transaction>> {
    const { action, kind, direction } = MOVEMENTS[operation];
    const answer = await this.client.moveMoney(id, action, toDollars({ amountMinor }), call);
    const said = unwrap(answer.body);
    if (!isWireObject(said)) throw noRecord(answer);
    requireNamed(said, ['card_id'], id, answer);
    const wire = { ...said, id: said['transaction_id'] ?? said['id'] };
    const { data, ...rest } = readRecord(cartevoTransaction, answer, wire, { asked: null, call });
    const known = {
      cardId: data.cardId ?? `cartevo:${id}`,
      ...(data.kindNative === null && { kind, direction }),
      ...(data.statusNative === null && { status: 'succeeded' as const }),
    };
    return { ...rest, data: { ...data, ...known } };
  }

  private switchState(operation: StateChange, id: string, call: OperationContext): Promise<JsonAnswer> {
    const { action } = STATE_CHANGES[operation];
    return action === 'terminate' ? this.client.terminateCard(id, call) : this.client.switchCard(id, action, call);
  }

  /** The provider refuses what already holds; only the card itself, as the issuer has it, says whether that is why. */
  private async alreadyThere(operation: StateChange, id: string, error: unknown, call: OperationContext) {
    if (!isStateConflict(error, operation)) throw error;
    // Nothing was changed, so a read that fails is as one before sending: the same request may find out later.
    const card = await beforeSending(this.cards.one(id, true, call));
    const { state } = STATE_CHANGES[operation];
    if (card.data.state !== state) throw error;
    const detail = `the card was ${state} already; nothing was changed`;
    return warned(card, { code: 'already_in_state', pointer: '/state', detail });
  }

  private async nameOf(customerId: string, call: OperationContext): Promise<string> {
    const { data } = await beforeSending(this.readCustomer(customerId, call));
    const name = cardNameOf(data);
    if (name !== null) return name;
    const detail = 'is required, since the provider has no name of the customer';
    throw new GatewayError('validation_failed', { problems: [{ pointer: '/nameOnCard', code: 'required', detail }] });
  }
}

function isStateConflict(error: unknown, operation: StateChange): boolean {
  if (!(error instanceof UpstreamError) || error.failure !== 'status') return false;
  const call = { provider: 'cartevo', operation, tables: cartevoTables, now: new Date() };
  return toGatewayError(error, call).code === 'card_state_conflict';
}

/** What was left on a terminated card goes back to the wallet; when it did not, somebody has to know. */
function refundWarnings(said: unknown): Warning[] {
  const refund = isWireObject(said) ? said['refund_processed'] : undefined;
  if (refund !== false && refund !== 'false') return [];
  const detail = 'the provider did not move what was left on the card back to the wallet; ask it';
  return [{ code: 'refund_not_processed', pointer: '/balance', detail }];
}

function warned<T>(mapped: Mapped<T>, ...warnings: readonly Warning[]): Mapped<T> {
  return { ...mapped, warnings: [...mapped.warnings, ...warnings] };
}

/** A record that we put together ourselves says nothing about the provider. */
function unheard(call: OperationContext): OperationContext {
  return { ...call, noteDifference: () => undefined };
}
