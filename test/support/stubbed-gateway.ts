import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { startTestGateway, type TestGateway } from './gateway.js';
import { startStub, stubEnvironment, type StubCall, type StubProvider } from './stub-provider.js';
import { healthy } from './wire-records.js';

export const PROVIDERS = ['cartevo', 'spherepay', 'partner'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** A gateway in live mode in front of three stubs. */
export interface StubbedGateway {
  readonly gateway: TestGateway;
  readonly stubs: Readonly<Record<ProviderName, StubProvider>>;
  /** Every call that any provider has received since the last `forget`. */
  readonly calls: () => StubCall[];
  readonly forget: () => void;
  readonly stop: () => Promise<void>;
}

/** Starts the three stubs (each answers 500 until told otherwise) and the gateway. */
export async function startStubbedGateway(environment: Record<string, string> = {}): Promise<StubbedGateway> {
  const [cartevo, spherepay, partner] = await Promise.all([startStub(), startStub(), startStub()]);
  const stubs = { cartevo, spherepay, partner };
  const addresses = { cartevo: cartevo.url, spherepay: spherepay.url, partner: partner.url };
  const all = Object.values(stubs);
  const close = () => Promise.all(all.map((stub) => stub.close()));
  const gateway = await startTestGateway({ ...stubEnvironment(addresses), ...environment }).catch(async (error) => {
    await close();
    throw error;
  });
  return {
    gateway,
    stubs,
    calls: () => all.flatMap(({ calls }) => calls),
    forget: () => all.forEach(({ calls }) => (calls.length = 0)),
    stop: async () => {
      await gateway.stop();
      await close();
    },
  };
}

/** For the tests of a file: one for all of them, given to `use`, in front of these healthy providers. */
export function shareStubbedGateway(providers: readonly ProviderName[], use: (shared: StubbedGateway) => void): void {
  let shared: StubbedGateway;
  beforeAll(async () => {
    shared = await startStubbedGateway();
    for (const provider of providers) shared.stubs[provider].handle(healthy(provider));
    use(shared);
  });
  afterAll(() => shared.stop());
  beforeEach(() => shared.forget());
}
