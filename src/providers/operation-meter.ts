import { GatewayError } from '../canonical/errors.js';
import type { GatewayMetrics } from '../platform/metrics/gateway-metrics.js';
import type { OperationCall } from './operation-call.js';

/** Runs an operation and counts how it ended and how long it took; one that ends at once stays without a promise. */
export function measured<T>(
  metrics: GatewayMetrics,
  { provider, operation }: OperationCall,
  run: () => T | Promise<T>,
): T | Promise<T> {
  const startedAt = performance.now();
  const succeed = (result: T) => {
    metrics.operationEnded(provider, operation, 'ok', performance.now() - startedAt);
    return result;
  };
  const fail = (error: unknown): never => {
    const code = error instanceof GatewayError ? error.code : 'internal_error';
    metrics.operationEnded(provider, operation, code, performance.now() - startedAt);
    throw error;
  };
  let result: T | Promise<T>;
  try {
    result = run();
  } catch (error) {
    return fail(error);
  }
  return result instanceof Promise ? result.then(succeed, fail) : succeed(result);
}
