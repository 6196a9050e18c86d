import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Card } from '../../src/canonical/card.js';
import type { Transaction } from '../../src/canonical/transaction.js';
import type { BookEntry } from '../../src/platform/simulation/simulated-exchange.js';
import type { Simulator } from '../../src/platform/simulation/simulator-server.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { LIVE, addressOf, launch, type GatewayProcess } from '../support/gateway-process.js';
import { TEST_KEY } from '../support/gateway.js';
import { dollars } from '../support/sandbox-cards.js';
import { CARD, HOLDER, groupsOf, inWordsOfTheBooks, isOf, type MoneyStep } from './money-books.js';

/** What came of a movement in the end. */
export interface MoneyEnd {
  readonly step: MoneyStep;
  /** What the provider has done while this movement, and none that looks the same, was being asked for. */
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

  /** Plays the steps, then repeats every key, the last one first if so asked, until it has an end or stays unknown. */
  async play(steps: readonly MoneyStep[], lastFirst: boolean): Promise<MoneyEnd[]> {
    const played: Movement[] = [];
    for (const group of groupsOf(steps)) {
      const movements = group.map((step) => ({ step, key: randomUUID(), made: [] }));
      const before = this.simulator.books.length;
      await this.playAtOnce(movements);
      for (const entry of this.simulator.books.slice(before)) noteMade(movements, entry);
      played.push(...movements);
    }
    const ends: MoneyEnd[] = [];
    // One after the other, or nobody could say for whom the provider did something.
    for (const movement of lastFirst ? played.reverse() : played) ends.push(await this.settle(movement));
    return ends;
  }

  private async playAtOnce(movements: readonly Movement[]): Promise<void> {
    this.proxy.fate = (path, body) => {
      const { step } = movements.find((one) => isSentAs(one.step, path, body)) as Movement;
      return { ...step, between: () => void (step.crash && this.gateway?.child.kill('SIGKILL')) };
    };
    await Promise.all(movements.map(({ step, key }) => this.ask(step, key)));
    if (movements.some(({ step }) => step.crash)) await this.restart();
    this.proxy.fate = () => ({ arrives: true, comesBack: true });
    for (const { step, key } of movements) {
      for (let repeat = 0; repeat < step.repeats; repeat++) await this.ask(step, key);
    }
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

function isSentAs({ action, cents }: MoneyStep, path: string, body: Buffer): boolean {
  const { amount } = JSON.parse(String(body)) as { amount: number };
  return path.endsWith(action === 'issue' ? '/cards' : `/${action}`) && Math.round(amount * 100) === cents;
}

function noteMade(movements: readonly Movement[], entry: BookEntry): void {
  const movement = movements.find(({ step }) => isOf(step, entry));
  if (movement === undefined) throw new Error(`nobody has asked for ${JSON.stringify(entry)}`);
  movement.made.push(entry);
}
