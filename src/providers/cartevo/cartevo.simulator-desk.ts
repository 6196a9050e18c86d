import { Refusal, readJsonObject } from '../../platform/simulation/simulated-exchange.js';
import type { SimulatedRequest } from '../../platform/simulation/simulated-exchange.js';
import type { WireRecord } from '../../platform/simulation/simulated-records.js';
import type { Scenario } from '../../platform/simulation/scenarios.js';
import { issuedCard, type SimulatedCartevoCard } from './cartevo.simulator-cards.js';
import type { CartevoSimulatorStore } from './cartevo.simulator-store.js';

const ISSUE_FEE_CENTS = 100;
const MOST_ON_CARD_CENTS = 1_000_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Issues cards, changes their state and moves money, by the rules of the pages about cards. */
export class CartevoSimulatorDesk {
  constructor(
    private readonly store: CartevoSimulatorStore,
    private readonly now: () => Date,
  ) {}

  /** `POST /cards`: no key, so that a repeated call issues a second card. */
  issue(request: SimulatedRequest): SimulatedCartevoCard {
    const { scenario } = request;
    const { customerId, brand, cents } = readNewCard(request);
    const customer = this.store.customer(customerId, null);
    if (customer === null) throw new Refusal(404, 'Customer not found');
    const kyc =
      scenario?.name === 'kyc' ? scenario.argument?.toUpperCase() : (customer.record['kyc_status'] ?? 'APPROVED');
    if (kyc !== 'APPROVED') throw new Refusal(400, 'Customer KYC is not approved');
    if (scenario?.name === 'country-unsupported') {
      throw new Refusal(400, 'Card issuance is not supported in the country of this customer');
    }
    const { till } = this.store;
    if (till.walletCents < ISSUE_FEE_CENTS + cents) throw new Refusal(400, 'Insufficient wallet balance');
    till.walletCents -= ISSUE_FEE_CENTS + cents;
    const at = this.now().toISOString();
    const card = this.store.addCard((number) => issuedCard(customerId, { number, brand, cents, at }));
    till.note({ what: 'card issued', id: String(card.record['id']), about: customerId, amountMinor: cents });
    if (cents > 0) this.addTransaction(card, 'FUND', cents);
    return card;
  }

  /** `PUT /cards/{id}/freeze` and `/unfreeze`: a card that is in the state already is refused. */
  switchState({ params, scenario }: SimulatedRequest, action: 'freeze' | 'unfreeze'): SimulatedCartevoCard {
    const card = this.card(params['id']);
    const status = statusOf(card, scenario);
    if (status === 'TERMINATED') throw new Refusal(400, 'Card terminated');
    if (action === 'freeze') {
      if (status === 'FROZEN') throw new Refusal(400, 'Card already frozen');
      if (status !== 'ACTIVE') throw new Refusal(400, 'Card must be ACTIVE');
    } else if (status !== 'FROZEN') {
      throw new Refusal(400, status === 'ACTIVE' ? 'Card already active' : 'Card is not frozen');
    }
    this.change(card, { status: action === 'freeze' ? 'FROZEN' : 'ACTIVE' });
    this.store.till.note({ what: action, id: String(card.record['id']) });
    return card;
  }

  /** `POST /cards/{id}/terminate`: what is left goes back to the wallet. Gives the card and what was on it, in cents. */
  terminate({ params, scenario }: SimulatedRequest): { card: SimulatedCartevoCard; cents: number } {
    const card = this.card(params['id']);
    const status = statusOf(card, scenario);
    if (status === 'TERMINATED') throw new Refusal(400, 'Card already terminated');
    if (status === 'PENDING' || status === 'FAILED') throw new Refusal(400, `Card is ${status}`);
    const cents = centsOn(card);
    this.store.till.walletCents += cents;
    this.change(card, { status: 'TERMINATED', balance: 0 });
    this.store.till.note({ what: 'terminate', id: String(card.record['id']), amountMinor: cents });
    return { card, cents };
  }

  /** `POST /cards/{id}/fund` and `/withdraw`: no key, so that a repeated call moves the money twice. */
  move(request: SimulatedRequest, action: 'fund' | 'withdraw'): WireRecord {
    const card = this.card(request.params['id']);
    const cents = readAmount(request);
    const status = statusOf(card, request.scenario);
    const { till } = this.store;
    const before = centsOn(card);
    if (action === 'fund') {
      if (status !== 'ACTIVE') throw new Refusal(400, 'Card must be ACTIVE');
      if (till.walletCents < cents) throw new Refusal(400, 'Insufficient wallet balance');
      if (before + cents > MOST_ON_CARD_CENTS) throw new Refusal(400, 'The balance would exceed the limit of the card');
    } else {
      if (status === 'TERMINATED') throw new Refusal(400, 'Card terminated');
      if (status !== 'ACTIVE' && status !== 'FROZEN') throw new Refusal(400, 'Card must be ACTIVE or FROZEN');
      if (before < cents) throw new Refusal(400, 'Insufficient card balance');
    }
    const moved = action === 'fund' ? cents : -cents;
    till.walletCents -= moved;
    this.change(card, {}, moved);
    const { id } = this.addTransaction(card, action === 'fund' ? 'FUND' : 'WITHDRAW', cents);
    till.note({ what: action, id, about: String(card.record['id']), amountMinor: cents });
    return {
      transaction_id: id,
      card_id: card.record['id'],
      amount: cents / 100,
      currency: 'USD',
      fee_amount: 0,
      card_balance_before: before / 100,
      card_balance_after: (before + moved) / 100,
    };
  }

  private card(id = ''): SimulatedCartevoCard {
    const card = this.store.card(id, null);
    if (card === null) throw new Refusal(404, 'Card not found');
    return card;
  }

  private addTransaction({ record, customerId }: SimulatedCartevoCard, type: string, cents: number) {
    const mask = String(record['masked_pan'] ?? record['masked_number']);
    const description = `Card ${type === 'FUND' ? 'funding' : 'withdrawal'}: ${mask}`;
    const createdAt = this.now().toISOString();
    return this.store.till.add({
      cardId: String(record['id']),
      customerId,
      type,
      cents,
      status: 'SUCCESS',
      description,
      createdAt,
    });
  }

  /** What Cartevo changes itself, the issuer knows as well. */
  private change(card: SimulatedCartevoCard, changes: WireRecord, moved = 0): void {
    const at = this.now().toISOString();
    const apply = (record: WireRecord): WireRecord => ({
      ...record,
      ...(typeof record['balance'] === 'number' && { balance: (Math.round(record['balance'] * 100) + moved) / 100 }),
      ...('status' in record && 'status' in changes && { status: changes['status'] }),
      ...('balance' in record && 'balance' in changes && { balance: changes['balance'] }),
      ...('updated_at' in record && { updated_at: at }),
    });
    card.record = apply(card.record);
    card.issuer = apply(card.issuer);
  }
}

/** The state that counts, which a scenario can replace. */
export function statusOf({ record }: SimulatedCartevoCard, scenario: Scenario | null): unknown {
  return scenario?.name === 'card-state' ? scenario.argument?.toUpperCase() : record['status'];
}

function centsOn({ record }: SimulatedCartevoCard): number {
  return Math.round(Number(record['balance']) * 100);
}

function readNewCard(request: SimulatedRequest): { customerId: string; brand: string; cents: number } {
  const body = readJsonObject(request);
  const { customer_id, brand, name_on_card, amount, ...others } = body;
  const word = typeof brand === 'string' ? brand.toUpperCase() : '';
  const name = typeof name_on_card === 'string' ? [...name_on_card].length : 0;
  const problems = [
    ...Object.keys(others).map((key) => `property ${key} should not exist`),
    ...(typeof customer_id === 'string' && UUID.test(customer_id) ? [] : ['customer_id must be a UUID']),
    ...(['VISA', 'MASTERCARD'].includes(word) ? [] : ['brand must be one of the following values: VISA, MASTERCARD']),
    ...(name >= 1 && name <= 50 ? [] : ['name_on_card must be shorter than or equal to 50 characters']),
    ...amountProblems(amount, 0),
  ];
  if (problems.length > 0) throw new Refusal(400, problems);
  return { customerId: String(customer_id), brand: word, cents: Math.round(Number(amount) * 100) };
}

function readAmount(request: SimulatedRequest): number {
  const { amount, ...others } = readJsonObject(request);
  const problems = [
    ...Object.keys(others).map((key) => `property ${key} should not exist`),
    ...amountProblems(amount, 1),
  ];
  if (problems.length > 0) throw new Refusal(400, problems);
  return Math.round(Number(amount) * 100);
}

function amountProblems(amount: unknown, least: number): string[] {
  if (typeof amount !== 'number') return ['amount must be a number'];
  if (amount < least) return [`amount must not be less than ${least}`];
  // Whole cents have at most two digits behind the point however they are written.
  return /^\d+(?:\.\d{1,2})?$/.test(String(amount)) ? [] : ['amount must have at most 2 decimal places'];
}
