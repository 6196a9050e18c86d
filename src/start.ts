import type { AddressInfo } from 'node:net';
import type { DestinationStream } from 'pino';
import { createApp, type GatewayApp } from './app.js';
import { loadConfiguration, type Configuration } from './platform/config/configuration.js';
import { sandboxEnvironment } from './platform/config/environment.js';
import { isMadeAtStart, type GatewayConfig } from './platform/config/gateway.settings.js';
import type { Environment } from './platform/config/setting.js';
import type { Lookup } from './platform/http/provider-http.module.js';
import { createLogger, type GatewayLogger } from './platform/logging/logger.js';
import { serveMetrics, type MetricsServer } from './platform/metrics/metrics-server.js';
import type { Simulator } from './platform/simulation/simulator-server.js';
import { startTracing } from './platform/tracing/start-tracing.js';
import type { ProviderRegistration } from './providers/provider.js';
import { gatewayRedaction } from './providers/redacted-names.js';
import { REGISTERED_PROVIDERS } from './providers/registered.js';

/**
 * Connections that wait to be accepted, as far as the system allows. With Node’s 511 a burst of new ones fills the queue
 * within one turn of a busy loop, and who finds it full tries again after seconds.
 */
const BACKLOG = 4096;

export interface StartOptions {
  readonly registered?: readonly ProviderRegistration[];
  /** Where log lines go; standard output by default. */
  readonly logDestination?: DestinationStream;
  /** Resolver for the providers’ host names; Node’s own by default. */
  readonly lookup?: Lookup;
}

/** A gateway that listens. */
export interface RunningGateway extends GatewayApp {
  readonly url: string;
  readonly config: GatewayConfig;
  readonly simulators: readonly Simulator[];
  /** Port on which metrics are served; null when they are not. */
  readonly metricsPort: number | null;
  readonly logger: GatewayLogger;
  stop(): Promise<void>;
}

/** Starts the gateway in the mode that the environment asks for; throws `ConfigurationError` before it listens. */
export async function startGateway(environment: Environment, options: StartOptions = {}): Promise<RunningGateway> {
  const registered = options.registered ?? REGISTERED_PROVIDERS;
  const sandbox = environment['GATEWAY_MODE'] === 'sandbox' ? await import('./sandbox/sandbox.js') : null;
  const simulators = sandbox ? await sandbox.startSimulators(registered) : [];
  const closers: (() => Promise<unknown>)[] = [() => Promise.all(simulators.map((simulator) => simulator.close()))];
  const closeAll = () => Promise.all(closers.map((close) => close()));
  try {
    const effective = sandbox ? sandboxEnvironment(environment, registered, simulators) : environment;
    const loaded = loadConfiguration(effective, registered);
    const configuration = sandbox ? sandbox.withDemoKey(loaded) : loaded;
    const config = configuration.gateway;
    const logger = createLogger(config.logLevel, gatewayRedaction(registered), options.logDestination);
    warnOf(configuration, logger);
    const scenarios = sandbox ? sandbox.scenarioCheck(simulators) : null;
    const offer = sandbox ? sandbox.sandboxOffer(simulators) : null;
    const traces = await startTracing(effective, logger);
    if (traces) closers.push(() => traces.stop());
    const tracing = traces?.tracing ?? null;
    const { lookup = null } = options;
    const app = await createApp({ configuration, registered, logger, tracing, lookup, scenarios, offer });
    const metricsServer = await openMetrics(app, config, logger);
    if (metricsServer) closers.push(() => metricsServer.close());
    const url = await listen(app, config);
    logger.info({ mode: config.mode, listening: url }, 'gateway is ready');
    const stop = async () => {
      await app.nest.close();
      await closeAll();
    };
    return { ...app, url, metricsPort: metricsServer?.port ?? null, config, simulators, logger, stop };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** A sandbox beside another one goes without metrics; a live gateway that nobody can watch does not start. */
async function openMetrics(
  { metrics }: GatewayApp,
  { mode, host, metricsPort }: GatewayConfig,
  logger: GatewayLogger,
): Promise<MetricsServer | null> {
  if (metricsPort === null) return null;
  try {
    return await serveMetrics(metrics, host, metricsPort);
  } catch (error) {
    if (mode !== 'sandbox' || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    logger.warn({ variable: 'METRICS_PORT', port: metricsPort }, 'the port is taken: metrics are not served');
    return null;
  }
}

async function listen({ nest }: GatewayApp, { port, host }: GatewayConfig): Promise<string> {
  await nest.listen({ port, host, backlog: BACKLOG }).catch(async (error: unknown) => {
    await nest.close();
    throw error;
  });
  const address = nest.getHttpServer().address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}

function warnOf({ gateway, unknown }: Configuration<ProviderRegistration>, logger: GatewayLogger): void {
  for (const variable of unknown) logger.warn({ variable }, 'a variable looks like a setting and is none');
  if (gateway.mode === 'live' && gateway.dataKeys.some(isMadeAtStart)) {
    const lost = 'not set: after a restart, writes of before can neither be given again nor found out';
    logger.warn({ variable: 'GATEWAY_DATA_KEYS' }, lost);
  }
}
