import { CartevoAdapter } from '../../src/providers/cartevo/cartevo.adapter.js';
import { CartevoClient } from '../../src/providers/cartevo/cartevo.client.js';
import type { CartevoCredentials } from '../../src/providers/cartevo/cartevo.settings.js';
import { CartevoTokens } from '../../src/providers/cartevo/cartevo.tokens.js';
import type { OperationContext } from '../../src/providers/provider.js';
import { callContext, realHttp, type RealHttp } from './real-http.js';
import { json, startStub, type StubCall, type StubHandler, type StubProvider } from './stub-provider.js';

export const CARTEVO_ID = '11111111-2222-4333-8444-555555555555';

/** A JSON create in canonical form that nothing is wrong with. */
export const CARTEVO_CREATE = {
  givenName: 'Amina',
  familyName: 'Testou',
  email: 'amina.testou@example.com',
  dateOfBirth: '1990-01-15',
  phone: '+237677000001',
  address: { line1: '12 Rue Exemple', city: 'Douala', region: 'Littoral', postalCode: '00237', country: 'CM' },
  identityDocument: { type: 'passport', number: 'TEST0000001', frontUrl: 'https://files.example.com/front.jpg' },
};

/** Cartevo's envelope. */
export function cartevoAnswer(data: unknown, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { success: true, statusCode: 200, message: 'Data retrieved successfully', data, ...more };
}

/** Answers by path below the base address; everything else is 404. */
export function byPath(answers: Readonly<Record<string, readonly [status: number, body: unknown]>>): StubHandler {
  return ({ url }, response) => {
    const path = url.split('?')[0]?.replace('/api/v1/', '') ?? '';
    const [status, body] = answers[path] ?? [404, { message: 'none' }];
    json(response, status, body);
  };
}

/** Cartevo's adapter over a real connection to a stub. */
export class CartevoBehindStub {
  private constructor(
    private readonly stub: StubProvider,
    private readonly real: RealHttp,
  ) {}

  static async start(): Promise<CartevoBehindStub> {
    const stub = await startStub();
    return new CartevoBehindStub(stub, realHttp(`${stub.url}/api/v1`));
  }

  get calls(): readonly StubCall[] {
    return this.stub.calls;
  }

  urls(): string[] {
    return this.stub.calls.map(({ method, url }) => `${method} ${url}`);
  }

  forget(): void {
    this.stub.calls.length = 0;
  }

  handle(handler: StubHandler): void {
    this.stub.handle(handler);
  }

  tokens(credentials: CartevoCredentials, now?: () => number): CartevoTokens {
    return new CartevoTokens(this.real.http, credentials, 1000, now);
  }

  /** Runs one operation of the adapter against the handler. */
  async ask<T>(handler: StubHandler, run: (adapter: CartevoAdapter, call: OperationContext) => Promise<T>): Promise<T> {
    this.stub.handle(handler);
    const call = callContext();
    try {
      return await run(
        new CartevoAdapter(new CartevoClient(this.real.http, this.tokens({ kind: 'token', token: 't' }))),
        call,
      );
    } finally {
      call.deadline.clear();
    }
  }

  async stop(): Promise<void> {
    await this.real.close();
    await this.stub.close();
  }
}
