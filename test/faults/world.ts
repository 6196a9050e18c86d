import { expect } from '@jest/globals';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { startTestGateway, type TestGateway } from '../support/gateway.js';
import { PROVIDERS, type ProviderName } from '../support/stubbed-gateway.js';
import { FaultyServer, type Fault } from './kit/faulty-server.js';
import type { MatrixRow } from './matrix-row.js';
import type { Place } from './place.js';
import type { Scene } from './scene.js';
import { environmentFor, healthyProvider, type FaultSubject } from './subjects.js';

/** Deadline of a call in these tests, and of one attempt. */
export const DEADLINE_MS = 1500;
const ATTEMPT_MS = 300;

/** Settings under which every fault shows itself quickly. */
export function quickSettings(): Record<string, string> {
  const ofProvider = (name: string): [string, string][] => {
    const prefix = name.toUpperCase();
    return [
      [`${prefix}_TIMEOUT_MS`, `${DEADLINE_MS}`],
      [`${prefix}_UPLOAD_TIMEOUT_MS`, `${DEADLINE_MS}`],
      [`${prefix}_ATTEMPT_TIMEOUT_MS`, `${ATTEMPT_MS}`],
    ];
  };
  return { GATEWAY_RETRY_PAUSE_MS: '20', ...Object.fromEntries(PROVIDERS.flatMap(ofProvider)) };
}

/** The three providers, and a server to which no request may ever be led. */
export class FaultWorld {
  private constructor(
    readonly servers: Readonly<Record<ProviderName, FaultyServer>>,
    private readonly trap: Server,
    private readonly trapped: { count: number },
  ) {}

  static async start(): Promise<FaultWorld> {
    const [cartevo, spherepay, partner] = await Promise.all(
      PROVIDERS.map((name) => FaultyServer.start(healthyProvider(name))),
    );
    const trapped = { count: 0 };
    const trap = createServer((socket) => {
      trapped.count++;
      socket.on('error', () => undefined).end();
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
    const servers = { cartevo, spherepay, partner } as Record<ProviderName, FaultyServer>;
    return new FaultWorld(servers, trap, trapped);
  }

  /** Connections to the server that nobody may be led to. */
  get misled(): number {
    return this.trapped.count;
  }

  scene(subject: FaultSubject): Scene {
    return { subject, forbidden: `http://localhost:${(this.trap.address() as AddressInfo).port}` };
  }

  /** Makes the provider of a case misbehave, at the row's own place or on its ordinary server. */
  async place(row: MatrixRow, subject: FaultSubject): Promise<Place> {
    const fault = row.fault(this.scene(subject));
    if (row.place) return row.place(subject, fault);
    const server = this.servers[subject.provider];
    this.misbehave(subject, fault);
    const close = async () => server.behave(healthyProvider(subject.provider));
    return { origin: origin(server), calls: () => server.calls, server, close };
  }

  misbehave(subject: FaultSubject, fault: Fault): void {
    this.servers[subject.provider].behave(fault, subject.selects);
  }

  /** A gateway in front of the providers, with cold circuits; `place` is where one of them is instead. */
  gateway(
    settings: Readonly<Record<string, string>> = {},
    placed: { readonly provider: ProviderName; readonly place: Place } | null = null,
  ): Promise<TestGateway> {
    const origins = Object.fromEntries(PROVIDERS.map((name) => [name, origin(this.servers[name])]));
    if (placed) origins[placed.provider] = placed.place.origin;
    const environment = environmentFor(origins as Record<ProviderName, string>);
    const { lookup } = placed?.place ?? {};
    return startTestGateway(
      { ...environment, ...quickSettings(), ...placed?.place.environment, ...settings },
      lookup ? { lookup } : {},
    );
  }

  /** No connection of a gateway that was stopped may be left. */
  async expectNoSocket(): Promise<void> {
    for (const server of Object.values(this.servers)) expect(await server.isDeserted()).toBe(true);
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.servers).map((server) => server.close()));
    await new Promise<void>((resolve) => this.trap.close(() => resolve()));
  }
}

function origin(server: FaultyServer): string {
  return `http://127.0.0.1:${server.port}`;
}
