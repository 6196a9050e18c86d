import type { DynamicModule } from '@nestjs/common';
import { SCOPES, digestOf } from '../platform/auth/api-keys.js';
import type { ProviderAdapter, ProviderRegistration } from '../providers/provider.js';
import { OPERATIONS } from '../providers/operations.js';
import { startGateway, type RunningGateway } from '../start.js';
import { KEY, keyFor, type GatewayKind } from './record-examples-attempts.js';

const SHORT_MS = '250';

/** The gateways of a recording, each started when it is first needed. */
export class RecordingGateways {
  private readonly started = new Map<string, Promise<RunningGateway>>();

  constructor(private readonly registered: readonly ProviderRegistration[]) {}

  /** The gateway of a kind; `provider` is the one that it is about. */
  async get(kind: GatewayKind, provider = ''): Promise<RunningGateway> {
    const name = `${kind} ${kind === 'withoutProvider' ? provider : ''}`;
    const running = this.started.get(name) ?? this.start(kind, provider);
    this.started.set(name, running);
    return running;
  }

  async stop(): Promise<void> {
    for (const running of [...this.started.values()].reverse()) await (await running).stop();
  }

  private async start(kind: GatewayKind, provider: string): Promise<RunningGateway> {
    switch (kind) {
      case 'surprised':
      case 'sandbox':
        return this.sandbox({ GATEWAY_DOCS: 'on' });
      case 'limited':
        // So short that what is told of it is always the same second.
        return this.sandbox({ GATEWAY_RATE_LIMIT: '1/1' });
      case 'impatient':
        return this.sandbox(this.shortTimeouts());
      case 'closing': {
        const gateway = await this.sandbox({});
        gateway.lifecycle.phase = 'closing';
        return gateway;
      }
      case 'faultyProviders':
        return this.sandbox({}, this.registered.map(withFault));
      case 'faulty':
        return withFaultAtTheDoor(await this.sandbox({}));
      case 'withoutProvider':
        return this.live((name) => name !== provider);
      case 'withoutLedger':
        return this.sandbox({ DATABASE_URL: 'sqlite:/dev/null/no-folder/gateway.db' });
      case 'withoutTls':
        return this.live(
          () => true,
          (url) => url.replace(/^http:/, 'https:'),
        );
    }
  }

  private sandbox(environment: Record<string, string>, registered = this.registered): Promise<RunningGateway> {
    return start({ GATEWAY_MODE: 'sandbox', ...environment }, registered);
  }

  /** A gateway in live mode at the simulators of the sandbox. */
  private async live(
    enabled: (provider: string) => boolean,
    address: (url: string) => string = (url) => url,
  ): Promise<RunningGateway> {
    const { simulators } = await this.get('sandbox');
    const environments = simulators.filter(({ provider }) => enabled(provider)).map(({ environment }) => environment);
    const settings = Object.assign({}, ...environments) as Record<string, string>;
    const moved = Object.entries(settings).map(([name, value]) => [
      name,
      name.endsWith('_BASE_URL') ? address(value) : value,
    ]);
    // A circuit that opens after some operations would hide from the others what is the matter.
    return start({ GATEWAY_BREAKER: 'off', ...(Object.fromEntries(moved) as Record<string, string>) }, this.registered);
  }

  private shortTimeouts(): Record<string, string> {
    const names = this.registered.flatMap(({ settings }) => settings.map(({ name }) => name));
    return Object.fromEntries(names.filter((name) => name.endsWith('_TIMEOUT_MS')).map((name) => [name, SHORT_MS]));
  }
}

function start(environment: Record<string, string>, registered: readonly ProviderRegistration[]) {
  const keys = [
    `recording:${digestOf(KEY)}:${SCOPES.join(' ')}`,
    ...SCOPES.map((scope) => `limited:${digestOf(keyFor(scope))}:${scope}`),
  ];
  const own = {
    PORT: '0',
    METRICS_PORT: 'off',
    GATEWAY_DOCS: 'off',
    GATEWAY_LOG_LEVEL: 'silent',
    GATEWAY_RATE_LIMIT: 'off',
    DATABASE_URL: 'sqlite::memory:',
    GATEWAY_DATA_KEYS: `recording:${Buffer.alloc(32).toString('base64')}`,
    // Reads of its own would come between a reset of the simulators and what is recorded.
    GATEWAY_RECONCILE_MS: '60000',
    GATEWAY_API_KEYS: keys.join(','),
  };
  return startGateway({ ...own, ...environment }, { registered, logDestination: { write: () => undefined } });
}

function fault(): never {
  throw new Error('a fault for the recording of examples');
}

/** A gateway with a fault of ours before any operation is reached. */
function withFaultAtTheDoor(gateway: RunningGateway): RunningGateway {
  Object.defineProperty(gateway.lifecycle, 'phase', { get: fault });
  return gateway;
}

/** The provider with a fault of ours in every operation. */
function withFault(registration: ProviderRegistration): ProviderRegistration {
  const adapter = new Proxy({} as ProviderAdapter, {
    get: (_target, name) => (Object.hasOwn(OPERATIONS, name) ? fault : undefined),
  });
  const module = (config: Parameters<ProviderRegistration['module']>[0]): DynamicModule => {
    const { providers = [], ...rest } = registration.module(config);
    const others = providers.filter((provider) => provider !== registration.adapter);
    return { ...rest, providers: [...others, { provide: registration.adapter, useFactory: () => adapter }] };
  };
  return { ...registration, module };
}
