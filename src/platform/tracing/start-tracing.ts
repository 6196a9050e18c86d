import { DiagLogLevel, diag, trace } from '@opentelemetry/api';
import type { Environment } from '../config/setting.js';
import type { GatewayLogger } from '../logging/logger.js';
import { Tracing } from './tracing.js';

const NAME = 'unified-customer-gateway';
const REPORTING_INTERVAL_MS = 60_000;
const ENDPOINTS = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];

/** Tracing that is on, until it is stopped. */
export interface RunningTracing {
  readonly tracing: Tracing;
  /** Sends what is left. Never rejects: a collector that is down must not keep the gateway from stopping. */
  stop(): Promise<void>;
}

/** Whether the standard variables of OpenTelemetry ask for traces. */
export function isTracingWanted(environment: Environment): boolean {
  if (environment['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return false;
  const exporter = environment['OTEL_TRACES_EXPORTER']?.trim();
  return exporter ? exporter !== 'none' : ENDPOINTS.some((name) => environment[name]);
}

/**
 * Starts the SDK of OpenTelemetry as the standard variables say, or returns null when they do not ask for it; then
 * nothing of the SDK is loaded.
 */
export async function startTracing(environment: Environment, logger: GatewayLogger): Promise<RunningTracing | null> {
  if (!isTracingWanted(environment)) return null;
  // The SDK reads the variables of the process, and ours may come from `.env`.
  for (const [name, value] of Object.entries(environment)) {
    if (name.startsWith('OTEL_') && value !== undefined) process.env[name] ??= value;
  }
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const sdk = new NodeSDK({
    ...(!isNamed(environment) && { serviceName: NAME }),
    // Metrics and log have ways of their own.
    metricReaders: [],
    logRecordProcessors: [],
  });
  if (!environment['OTEL_LOG_LEVEL']) reportErrors(logger);
  sdk.start();
  return { tracing: new Tracing(trace.getTracer(NAME)), stop: () => sdk.shutdown().catch(() => undefined) };
}

/** Without its own log the SDK says nothing of spans that are lost. Its messages may quote what was sent. */
function reportErrors(logger: GatewayLogger): void {
  let quietUntil = 0;
  const error = () => {
    if (performance.now() < quietUntil) return;
    quietUntil = performance.now() + REPORTING_INTERVAL_MS;
    logger.warn({ variable: 'OTEL_LOG_LEVEL' }, 'traces could not be sent; the variable makes OpenTelemetry say why');
  };
  const nothing = () => undefined;
  const destination = { error, warn: nothing, info: nothing, debug: nothing, verbose: nothing };
  diag.setLogger(destination, { logLevel: DiagLogLevel.ERROR });
}

function isNamed(environment: Environment): boolean {
  return Boolean(
    environment['OTEL_SERVICE_NAME'] ||
    /(?:^|,)\s*service\.name\s*=/.test(environment['OTEL_RESOURCE_ATTRIBUTES'] ?? ''),
  );
}
