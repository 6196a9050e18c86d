import { randomUUID } from 'node:crypto';
import type { Simulator } from '../../src/platform/simulation/simulator-server.js';
import type { TestAnswer, TestGateway } from './gateway.js';

/** Cards of the sandbox by what each is there to show. */
export const CARDS = {
  active: '91b3c6d6-111b-44da-9f81-16f019bebe8c',
  withBrand: '550e8400-e29b-41d4-a716-446655440000',
  pending: 'ca4d0110-feed-4bad-8ace-ca4d0110cafe',
  mastercard: 'ca4d0120-feed-4bad-8ace-ca4d0120cafe',
  frozen: 'ca4d0140-feed-4bad-8ace-ca4d0140cafe',
  suspended: 'ca4d0150-feed-4bad-8ace-ca4d0150cafe',
  terminated: 'ca4d0160-feed-4bad-8ace-ca4d0160cafe',
  absent: 'ffffffff-0000-4000-a000-ffffffffffff',
} as const;

/** US dollars as a caller sends them. */
export function dollars(amountMinor: number) {
  return { amountMinor, currency: 'USD', exponent: 2 };
}

/** Cartevo’s cards at a gateway in the sandbox, and what its simulator has seen and done. */
export class SandboxCards {
  constructor(private readonly gateway: () => TestGateway) {}

  get simulator(): Simulator {
    const simulator = this.gateway().simulators.find(({ provider }) => provider === 'cartevo');
    if (!simulator) throw new Error('no simulator of Cartevo');
    return simulator;
  }

  /** A reset revokes tokens; the read that finds that out is none of those counted later. */
  async begin(): Promise<void> {
    this.simulator.reset();
    await this.get('/customers?limit=1');
    (this.simulator.calls as unknown[]).length = 0;
  }

  get(path: string, scenario?: string): Promise<TestAnswer> {
    return this.gateway().call(`/v1/cartevo${path}`, { headers: scenario ? { 'x-sandbox-scenario': scenario } : {} });
  }

  /** A write with a key of its own, unless one is given. */
  post(path: string, body?: object, scenario?: string, key: string = randomUUID()): Promise<TestAnswer> {
    return this.gateway().call(`/v1/cartevo${path}`, {
      method: 'POST',
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(scenario && { 'x-sandbox-scenario': scenario }),
        'idempotency-key': key,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  /** Method and path of every upstream call, below the base address. */
  calls(): string[] {
    return this.simulator.calls.map(({ method, path }) => `${method} ${path.replace('/api/v1', '')}`);
  }

  writes(): string[] {
    return this.calls().filter((call) => !call.startsWith('GET') && !call.endsWith('/auth/token'));
  }

  /** What was really done, without ids. */
  done(): (readonly [what: string, amountMinor: number | undefined])[] {
    return this.simulator.books.map(({ what, amountMinor }) => [what, amountMinor] as const);
  }
}
