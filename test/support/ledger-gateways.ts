import type { TestAnswer, TestGateway } from './gateway.js';
import { startTestGateway } from './gateway.js';
import { CartevoBooks } from './cartevo-books.js';
import { asJson, newCustomerJson } from './new-customer.js';
import { stubEnvironment } from './stub-provider.js';

const CUSTOMERS = '/v1/cartevo/customers';

/** Gateways that share a ledger, in front of a Cartevo that keeps books. */
export class LedgerGateways {
  readonly gateways: TestGateway[] = [];

  private constructor(
    readonly books: CartevoBooks,
    readonly database: string,
  ) {}

  static async start(database: string): Promise<LedgerGateways> {
    return new LedgerGateways(await CartevoBooks.open(), database);
  }

  async add(environment: Record<string, string> = {}): Promise<TestGateway> {
    const gateway = await startTestGateway({
      ...stubEnvironment({ cartevo: this.books.url }),
      DATABASE_URL: this.database,
      CARTEVO_TIMEOUT_MS: '1000',
      GATEWAY_RECONCILE_MS: '100',
      GATEWAY_WRITE_AFTERMATH_MS: '1000',
      ...environment,
    });
    this.gateways.push(gateway);
    return gateway;
  }

  async stop(): Promise<void> {
    await Promise.all(this.gateways.map((gateway) => gateway.stop()));
    await this.books.close();
  }
}

/** A create with an idempotency key, or without one. */
export function createWith(gateway: TestGateway, key: string | null, changes = {}, headers = {}): Promise<TestAnswer> {
  const request = asJson(newCustomerJson(changes));
  const own = key === null ? {} : { 'idempotency-key': key };
  return gateway.call(CUSTOMERS, { ...request, headers: { ...request.headers, ...own, ...headers } });
}

/** The write of an answer, as the ledger tells. */
export async function operationOf(gateway: TestGateway, answer: TestAnswer, init = {}): Promise<TestAnswer> {
  return gateway.call(`/v1/operations/${answer.headers.get('operation-id') ?? 'missing'}`, init);
}
