import { setTimeout as pause } from 'node:timers/promises';
import type { GatewayLogger } from '../logging/logger.js';
import type { Lifecycle } from './lifecycle.js';

export interface StopOptions {
  readonly lifecycle: Lifecycle;
  readonly drainDelayMs: number;
  readonly drainTimeoutMs: number;
  readonly logger: GatewayLogger;
  /** Closes listener and connections. */
  readonly stop: () => Promise<void>;
}

/**
 * SIGTERM: readiness off, a pause for balancers to notice, work in flight finished, exit 0. SIGINT (Ctrl-C) skips the
 * pause. A second signal ends at once. A fault that nobody caught is logged without personal data and ends the
 * process with 1 after the same drain.
 */
export function stopOnSignals(options: StopOptions): void {
  let stopping = false;
  const leave = (reason: string, delayMs: number, exitCode: number) => {
    if (stopping) process.exit(exitCode);
    stopping = true;
    options.logger.info({ reason }, 'gateway is stopping');
    void drain(options, delayMs).then(
      () => process.exit(exitCode),
      (error: unknown) => {
        options.logger.error({ error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => leave('SIGTERM', options.drainDelayMs, 0));
  process.on('SIGINT', () => leave('SIGINT', 0, 0));
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(fault, (error: unknown) => {
      // Whatever is no error has neither type nor place, and nobody knows what is in it.
      options.logger.fatal({ error: error instanceof Error ? error : typeof error }, fault);
      leave(fault, 0, 1);
    });
  }
}

async function drain({ lifecycle, drainTimeoutMs, logger, stop }: StopOptions, delayMs: number): Promise<void> {
  lifecycle.phase = 'leaving';
  if (delayMs > 0) await pause(delayMs);
  lifecycle.phase = 'closing';
  const finished = await lifecycle.drained(drainTimeoutMs);
  if (!finished) logger.warn('work in flight was cut off');
  await Promise.race([stop(), pause(2000)]);
}
