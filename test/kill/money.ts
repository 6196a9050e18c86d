import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Simulator } from '../../src/platform/simulation/simulator-server.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { LIVE, addressOf, launch, type GatewayProcess } from '../support/gateway-process.js';
import { TEST_KEY } from '../support/gateway.js';
import { SEEDS } from '../support/sandbox-seeds.js';
import { CARDS, dollars } from '../support/sandbox-cards.js';

/** One intended movement of money, and what happens on its way the first time. */
export interface MoneyStep {
  readonly action: 'fund' | 'withdraw' | 'issue';
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
  /** How often money of this amount moved at the provider. */
  readonly moved: number;
  readonly status: number;
  readonly outcome: string | null;
}

const KINDS = { fund: 'fund', withdraw: 'withdraw', issue: 'card issued' } as const;
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
    const played: { step: MoneyStep; key: string; cents: number }[] = [];
    for (const [index, step] of steps.entries()) {
      // An amount of its own tells each movement from all others in the books.
      const movement = { step, key: randomUUID(), cents: 101 + index };
      played.push(movement);
      this.proxy.fate = () => ({ ...step, between: () => void (step.crash && this.gateway?.child.kill('SIGKILL')) });
      await this.move(movement);
      if (step.crash) await this.restart();
      this.proxy.fate = () => ({ arrives: true, comesBack: true });
      for (let repeat = 0; repeat < step.repeats; repeat++) await this.move(movement);
    }
    return Promise.all(played.map((movement) => this.settle(movement)));
  }

  private async settle(movement: { step: MoneyStep; key: string; cents: number }): Promise<MoneyEnd> {
    const until = performance.now() + SETTLE_PATIENCE_MS;
    for (;;) {
      const { status, outcome } = await this.move(movement);
      const open = status !== 200 && status !== 201 && outcome !== 'unknown';
      if (!open || performance.now() > until) {
        const what = KINDS[movement.step.action];
        const moved = this.simulator.books.filter(
          (entry) => entry.what.includes(what) && entry.amountMinor === movement.cents,
        );
        return { step: movement.step, moved: moved.length, status, outcome };
      }
      await pause(500);
    }
  }

  private async move({ step, key, cents }: { step: MoneyStep; key: string; cents: number }) {
    const path = step.action === 'issue' ? '/v1/cartevo/cards' : `/v1/cartevo/cards/${CARDS.mastercard}/${step.action}`;
    const body =
      step.action === 'issue'
        ? { customerId: SEEDS.cartevo.noCards, brand: 'visa', nameOnCard: 'A TESTOU', initialFunding: dollars(cents) }
        : { amount: dollars(cents) };
    try {
      const answer = await fetch(this.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(10_000),
      });
      const { outcome = null } = (await answer.json()) as { outcome?: string };
      return { status: answer.status, outcome };
    } catch {
      return { status: 0, outcome: null };
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
