import { Refusal } from '../../platform/simulation/simulated-exchange.js';
import type { SimulatedRequest } from '../../platform/simulation/simulated-exchange.js';
import { chooseRecord, seededHex, seededUuid } from '../../platform/simulation/simulated-records.js';
import type { WireRecord } from '../../platform/simulation/simulated-records.js';
import type { Scenario } from '../../platform/simulation/scenarios.js';
import { seededCards } from './cartevo.simulator-cards.js';
import type { SimulatedCartevoCard } from './cartevo.simulator-cards.js';
import { readJsonSubmission, readMultipartSubmission } from './cartevo.simulator-create.js';
import type { CustomerSubmission } from './cartevo.simulator-create.js';
import { seededCustomers } from './cartevo.simulator-data.js';
import { CartevoSimulatorTill } from './cartevo.simulator-till.js';
import type { SimulatedCartevoCustomer } from './cartevo.simulator-data.js';

/** What the simulated Cartevo remembers: customers, cards and the tokens that it has issued. */
export class CartevoSimulatorStore {
  private readonly byId = new Map<string, SimulatedCartevoCustomer>();
  private readonly tokens = new Map<string, number>();
  readonly till = new CartevoSimulatorTill();
  private everyCard: SimulatedCartevoCard[] = [];
  private created = 0;
  private cardsIssued = 0;
  /** Survives a reset: a token revoked by it must not come to life again. */
  private issued = 0;

  constructor(private readonly now: () => Date) {
    this.reset();
  }

  reset(): void {
    this.byId.clear();
    for (const customer of seededCustomers()) this.byId.set(customer.record.id, customer);
    this.everyCard = seededCards();
    this.till.reset();
    this.tokens.clear();
    this.created = 0;
    this.cardsIssued = 0;
  }

  issueToken(lifetimeSeconds: number): string {
    this.issued += 1;
    const token = `sandbox.${seededHex(`cartevo token ${this.issued}`)}.unsigned`;
    this.tokens.set(token, this.now().getTime() + lifetimeSeconds * 1000);
    return token;
  }

  isTokenValid(token: string): boolean {
    return (this.tokens.get(token) ?? 0) > this.now().getTime();
  }

  customers(): SimulatedCartevoCustomer[] {
    return [...this.byId.values()];
  }

  customer(id: string, scenario: Scenario | null): SimulatedCartevoCustomer | null {
    const found = this.byId.get(id);
    return found === undefined ? null : chooseRecord(found, this.byId.values(), scenario);
  }

  /** A refresh lasts: later cached reads show the issuer's values too. */
  cards(customerId: string, refresh: boolean, scenario: Scenario | null): WireRecord[] {
    const own = this.allCards(false).filter((card) => card.customerId === customerId);
    if (refresh) own.forEach(askIssuer);
    const owner = this.customer(customerId, scenario);
    return own.map(({ record }) => (owner === null ? record : { ...record, customer_id: owner.record.id }));
  }

  allCards(refresh: boolean): readonly SimulatedCartevoCard[] {
    if (refresh) this.everyCard.forEach(askIssuer);
    return this.everyCard;
  }

  card(id: string, scenario: Scenario | null, refresh = false): SimulatedCartevoCard | null {
    const found = this.everyCard.find(({ record }) => record['id'] === id);
    if (found === undefined) return null;
    if (refresh) askIssuer(found);
    return chooseRecord(found, this.everyCard, scenario);
  }

  /** Keeps a new card, made of the number of cards issued so far. */
  addCard(make: (number: number) => SimulatedCartevoCard): SimulatedCartevoCard {
    this.cardsIssued += 1;
    const card = make(this.cardsIssued);
    this.everyCard.push(card);
    return card;
  }

  async create(request: SimulatedRequest, enrolled: boolean): Promise<SimulatedCartevoCustomer> {
    const instant = this.now().toISOString();
    const today = instant.slice(0, 10);
    const submission = request.path.endsWith('/enroll')
      ? readJsonSubmission(request, today)
      : await readMultipartSubmission(request, today);
    this.refuseDuplicates(submission.fields);
    if (hasMark(submission.fields, 'unreadable')) throw new Refusal(422, 'KYC document unreadable');
    this.created += 1;
    const id = seededUuid(`cartevo customer ${this.created}`);
    const isoCode = String(submission.fields['country_iso_code']);
    const customer = { record: toRecord(id, submission, instant), isoCode, enrolled };
    this.byId.set(id, customer);
    this.till.note({ what: 'customer created', id });
    return customer;
  }

  private refuseDuplicates(fields: CustomerSubmission['fields']): void {
    const { email = '', identification_number: number } = fields;
    const others = this.customers().map(({ record }) => record);
    const sameEmail = others.some((record) => String(record['email']).toLowerCase() === email.toLowerCase());
    if (sameEmail || hasMark(fields, 'duplicate')) {
      throw new Refusal(409, 'Customer with this email already exists');
    }
    if (number === 'DUPLICATE-ID' || others.some((record) => record['number'] === number)) {
      throw new Refusal(409, 'Customer with this identification_number already exists');
    }
  }
}

function askIssuer(card: SimulatedCartevoCard): void {
  card.record = { ...card.record, ...card.issuer };
}

/** Magic values ride in the e-mail address, as `someone+duplicate@example.com`. */
function hasMark(fields: CustomerSubmission['fields'], mark: string): boolean {
  return fields['email']?.includes(`+${mark}@`) ?? false;
}

function toRecord(
  id: string,
  { fields, documentUrls, hasBack }: CustomerSubmission,
  instant: string,
): WireRecord & { id: string } {
  const hosted = `https://cdn.example.com/kyc/${id}`;
  const isPassport = fields['id_document_type'] === 'PASSPORT';
  const decided = ['approved', 'rejected'].find((mark) => hasMark(fields, mark));
  return {
    id,
    first_name: fields['first_name'],
    last_name: fields['last_name'],
    country: fields['country'],
    email: fields['email'],
    street: fields['street'],
    city: fields['city'],
    state: fields['state'],
    postal_code: fields['postal_code'],
    phone_country_code: fields['country_phone_code'],
    phone_number: fields['phone_number'],
    identification_number: fields['identification_number'],
    type: fields['id_document_type'],
    number: fields['identification_number'],
    image: documentUrls?.front ?? `${hosted}/front.jpg`,
    photo: hasBack && !isPassport ? (documentUrls?.back ?? `${hosted}/back.jpg`) : undefined,
    date_of_birth: `${fields['date_of_birth']}T00:00:00.000Z`,
    is_active: true,
    kyc_status: decided?.toUpperCase(),
    created_at: instant,
    updated_at: instant,
  };
}
