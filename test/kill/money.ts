import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Card } from '../../src/canonical/card.js';
import type { Transaction } from '../../src/canonical/transaction.js';
import type { BookEntry } from '../../src/platform/simulation/simulated-exchange.js';
import type { Simulator } from '../../src/platform/simulation/simulator-server.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { LIVE, addressOf, launch, type GatewayProcess } from '../support/gateway-process.js';
import { TEST_KEY } from '../support/gateway.js';
import { SEEDS } from '../support/sandbox-seeds.js';
import { CARDS, dollars } from '../support/sandbox-cards.js';

/** One intended movement of money, and what happens on its way the first time. */
export interface MoneyStep {
  readonly action: 'fund' | 'withdraw' | 'issue';
  /** Others may be of the same amount. */
  readonly cents: number;
  readonly arrives: boolean;
  readonly comesBack: boolean;
  /** The gateway is killed between arriving and coming back. */
  readonly crash: boolean;
  /** How often the caller repeats it at once. */
  readonly repeats: number;
}

/** What came of a movement in the end. */
export interface MoneyEnd {
  readonly step: MoneyStep;
  /** What the provider has done while this movement, and no other, was being asked for. */
  readonly made: readonly BookEntry[];
  readonly status: number;
  readonly outcome: string | null;
  /** What the caller was told, in the words of the books; null when it was no success. */
  readonly told: BookEntry | null;
  /** The entry of the books with the id that the caller was told. */
  readonly booked: BookEntry | null;
}

interface Movement {
  readonly step: MoneyStep;
  readonly key: string;
  readonly made: BookEntry[];
}

type Answer = Pick<MoneyEnd, 'status' | 'outcome' | 'told'>;

const WORDS = { fund: 'fund', withdraw: 'withdraw', issue: 'card issued' } as const;
const TOLD_WORDS: Readonly<Record<string, string>> = { funding: WORDS.fund, withdrawal: WORDS.withdraw };
const CARD = CARDS.mastercard;
const HOLDER = SEEDS.cartevo.noCards;
const SETTLE_PATIENCE_MS = 40_000;

/** A gateway in front of the simulator of Cartevo that may lose writes and answers, and that can be killed. */
export class MoneyStage {
  private gateway: GatewayProcess | null = null;
  private url = '';

  private constructor(
    private readonly simulator: Simulator,
    private readonly proxy: FaultProxy,
    private readonly database: string,
  ) {}

  static async open(simulator: Simulator, database: string): Promise<MoneyStage> {
    const stage = new MoneyStage(simulator, await FaultProxy.open(simulator.baseUrl), database);
    await stage.start();
    return stage;
  }

  async close(): Promise<void> {
    await this.kill();
    await this.proxy.close();
  }

  /** Plays the steps one after the other, then repeats every key until it has an end or stays unknown. */
  async play(steps: readonly MoneyStep[]): Promise<MoneyEnd[]> {
    const played: Movement[] = [];
    for (const step of steps) {
      const movement = { step, key: randomUUID(), made: [] };
      played.push(movement);
      this.proxy.fate = () => ({ ...step, between: () => void (step.crash && this.gateway?.child.kill('SIGKILL')) });
      await this.move(movement);
      if (step.crash) await this.restart();
      this.proxy.fate = () => ({ arrives: true, comesBack: true });
      for (let repeat = 0; repeat < step.repeats; repeat++) await this.move(movement);
    }
    const ends: MoneyEnd[] = [];
    // One after the other, or nobody could say for whom the provider did something.
    for (const movement of played) ends.push(await this.settle(movement));
    return ends;
  }

  private async settle(movement: Movement): Promise<MoneyEnd> {
    const until = performance.now() + SETTLE_PATIENCE_MS;
    for (;;) {
      const answer = await this.move(movement);
      const open = answer.told === null && answer.outcome !== 'unknown';
      if (!open || performance.now() > until) {
        const booked = this.simulator.books.find(({ id }) => id === answer.told?.id) ?? null;
        return { step: movement.step, made: movement.made, booked, ...answer };
      }
      await pause(500);
    }
  }

  private async move({ step, key, made }: Movement): Promise<Answer> {
    const before = this.simulator.books.length;
    const answer = await this.ask(step, key);
    made.push(...this.simulator.books.slice(before));
    return answer;
  }

  private async ask({ action, cents }: MoneyStep, key: string): Promise<Answer> {
    const path = action === 'issue' ? '/v1/cartevo/cards' : `/v1/cartevo/cards/${CARD}/${action}`;
    const body =
      action === 'issue'
        ? { customerId: HOLDER, brand: 'visa', nameOnCard: 'A TESTOU', initialFunding: dollars(cents) }
        : { amount: dollars(cents) };
    try {
      const answer = await fetch(this.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(10_000),
      });
      const { outcome = null, data } = (await answer.json()) as { outcome?: string; data?: Card | Transaction };
      return { status: answer.status, outcome, told: answer.ok && data !== undefined ? inWordsOfTheBooks(data) : null };
    } catch {
      return { status: 0, outcome: null, told: null };
    }
  }

  private async start(): Promise<void> {
    this.gateway = launch({
      ...LIVE,
      ...this.simulator.environment,
      CARTEVO_BASE_URL: this.proxy.url,
      CARTEVO_TIMEOUT_MS: '2000',
      DATABASE_URL: this.database,
      GATEWAY_RECONCILE_MS: '250',
      GATEWAY_WRITE_AFTERMATH_MS: '500',
      GATEWAY_BREAKER: 'off',
      GATEWAY_RATE_LIMIT: 'off',
      GATEWAY_DOCS: 'off',
    });
    this.url = await addressOf(this.gateway);
  }

  private async kill(): Promise<void> {
    this.gateway?.child.kill('SIGKILL');
    await this.gateway?.exited;
  }

  private async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }
}

/** What the books must say of this step. */
export function expectedEntry({ action, cents }: MoneyStep): Omit<BookEntry, 'id'> {
  return { what: WORDS[action], about: action === 'issue' ? HOLDER : CARD, amountMinor: cents };
}

function inWordsOfTheBooks(data: Card | Transaction): BookEntry {
  const own = (id: string | null) => id?.replace(/^cartevo:/, '') ?? '';
  if ('kind' in data) {
    const { id, kind, cardId, amount } = data;
    return { what: TOLD_WORDS[kind] ?? kind, id: own(id), about: own(cardId), amountMinor: amount?.amountMinor ?? 0 };
  }
  const { id, customerId, balance } = data;
  return { what: WORDS.issue, id: own(id), about: own(customerId), amountMinor: balance?.amountMinor ?? 0 };
}
