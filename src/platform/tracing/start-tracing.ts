import { trace } from '@opentelemetry/api';
import type { Environment } from '../config/setting.js';
import { Tracing } from './tracing.js';

const NAME = 'unified-customer-gateway';
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
export async function startTracing(environment: Environment): Promise<RunningTracing | null> {
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
  sdk.start();
  return { tracing: new Tracing(trace.getTracer(NAME)), stop: () => sdk.shutdown().catch(() => undefined) };
}

function isNamed(environment: Environment): boolean {
  return Boolean(
    environment['OTEL_SERVICE_NAME'] ||
    /(?:^|,)\s*service\.name\s*=/.test(environment['OTEL_RESOURCE_ATTRIBUTES'] ?? ''),
  );
}
