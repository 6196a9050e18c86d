import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CartevoBooks } from '../support/cartevo-books.js';
import { LIVE, addressOf, launch, type GatewayProcess } from '../support/gateway-process.js';
import { TEST_KEY } from '../support/gateway.js';
import { newCustomerJson } from '../support/new-customer.js';
import { stubEnvironment } from '../support/stub-provider.js';

/** What came of one key in the end. */
export interface KeyEnd {
  readonly email: string;
  readonly key: string;
  /** Status of the last answer; 0 when there was none. */
  status: number;
  code: string | null;
  outcome: string | null;
  operationId: string | null;
  /** Id of the customer that the caller was told of, at any time. */
  acknowledged: string | null;
}

export interface KillOptions {
  readonly database: string;
  readonly processes: number;
  readonly kills: number;
  readonly callers: number;
  readonly random: () => number;
}

const HURRY_MS = 30;
/** Each open write reads the list of the provider anew. */
const SETTLE_PATIENCE_MS = 400_000;

/** Gateways that are killed at random while callers create customers and repeat what failed with the same key. */
export class KillCampaign {
  readonly ends: KeyEnd[] = [];
  private readonly gateways: (GatewayProcess | null)[] = [];
  private readonly urls: string[] = [];
  private killing = true;

  private constructor(
    readonly books: CartevoBooks,
    private readonly options: KillOptions,
  ) {}

  static async run(options: KillOptions): Promise<KillCampaign> {
    const campaign = new KillCampaign(await CartevoBooks.open(), options);
    campaign.books.fate = () => campaign.fate();
    await Promise.all(Array.from({ length: options.processes }, (_, index) => campaign.start(index)));
    const callers = Array.from({ length: options.callers }, () => campaign.call());
    await campaign.kill();
    campaign.killing = false;
    await Promise.all(callers);
    campaign.books.fate = () => 'answered';
    await campaign.settle();
    return campaign;
  }

  async stop(): Promise<void> {
    for (const gateway of this.gateways) gateway?.child.kill('SIGKILL');
    await Promise.all(this.gateways.map((gateway) => gateway?.exited));
    await this.books.close();
  }

  /** Asks a gateway that is up, as far as is known; with none, waits for one. */
  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    while (this.urls.every((url) => url === '')) await pause(HURRY_MS);
    const up = this.urls.filter((url) => url !== '');
    const url = up[Math.floor(this.options.random() * up.length)] ?? '';
    const headers = { ...init.headers, authorization: `Bearer ${TEST_KEY}` };
    return fetch(url + path, { ...init, headers, signal: AbortSignal.timeout(10_000) });
  }

  private fate() {
    const dice = this.options.random();
    if (dice < 0.1) return 'lost_after' as const;
    if (dice < 0.15) return 'error_after' as const;
    if (dice < 0.2) return 'lost_before' as const;
    this.books.delayMs = Math.floor(this.options.random() * 40);
    return 'answered' as const;
  }

  private async start(index: number): Promise<void> {
    const gateway = launch({
      ...LIVE,
      ...stubEnvironment({ cartevo: this.books.url }),
      DATABASE_URL: this.options.database,
      CARTEVO_TIMEOUT_MS: '2000',
      GATEWAY_RECONCILE_MS: '250',
      GATEWAY_RATE_LIMIT: 'off',
      GATEWAY_DOCS: 'off',
      GATEWAY_LOG_LEVEL: 'info',
    });
    this.gateways[index] = gateway;
    this.urls[index] = await addressOf(gateway);
  }

  private async kill(): Promise<void> {
    const { kills, processes, random } = this.options;
    for (let count = 0; count < kills; count++) {
      const index = count % processes;
      await pause(200 + random() * 1300);
      const gateway = this.gateways[index];
      gateway?.child.kill('SIGKILL');
      this.urls[index] = '';
      await gateway?.exited;
      await this.start(index);
    }
  }

  /** One caller: a customer after the other, each with a key of its own, repeated a few times when it fails. */
  private async call(): Promise<void> {
    while (this.killing) {
      const key = randomUUID();
      const end: KeyEnd = {
        email: `${key}@example.com`,
        key,
        status: 0,
        code: null,
        outcome: null,
        operationId: null,
        acknowledged: null,
      };
      this.ends.push(end);
      for (let tries = 0; tries < 4 && end.status !== 201 && this.killing; tries++) {
        await this.create(end);
        await pause(HURRY_MS);
      }
    }
  }

  private async create(end: KeyEnd): Promise<void> {
    const body = JSON.stringify(newCustomerJson({ email: end.email }));
    const headers = { 'content-type': 'application/json', 'idempotency-key': end.key };
    try {
      const answer = await this.ask('/v1/cartevo/customers', { method: 'POST', headers, body });
      const text = (await answer.json()) as { data?: { providerId: string }; code?: string; outcome?: string };
      Object.assign(end, { status: answer.status, code: text.code ?? null, outcome: text.outcome ?? null });
      end.operationId = answer.headers.get('operation-id') ?? end.operationId;
      end.acknowledged = text.data?.providerId ?? end.acknowledged;
    } catch {
      end.status = 0;
    }
  }

  /** Repeats every key until it has an end; what stays open is found by the test. */
  private async settle(): Promise<void> {
    const until = performance.now() + SETTLE_PATIENCE_MS;
    let open = this.ends.filter(({ status }) => status !== 201);
    while (open.length > 0 && performance.now() < until) {
      for (const end of open) await this.create(end);
      open = open.filter(({ status }) => status !== 201);
      if (open.length > 0) await pause(500);
    }
  }
}
