import { setTimeout as pause } from 'node:timers/promises';
import type { GatewayLogger } from '../logging/logger.js';
import type { Lifecycle } from './lifecycle.js';

/** Writes of this process, which must be in the ledger before it ends. */
export interface WritesUnderWay {
  /** How many have no recorded end yet, also of callers who have hung up. */
  readonly underWay: number;
  /** Records ends that are known and could not be recorded before. */
  flush(): Promise<void>;
  /** Records what becomes of those that are cut off. */
  leave(): Promise<void>;
}

/** How long the end of the process waits for the ledger, and for listener and connections, in ms. */
const LEDGER_PATIENCE_MS = 1000;
const STOP_PATIENCE_MS = 2000;
const LOOK_INTERVAL_MS = 20;
const LOOKS_PER_FLUSH = 25;

export interface StopOptions {
  readonly lifecycle: Lifecycle;
  readonly drainDelayMs: number;
  readonly drainTimeoutMs: number;
  readonly logger: GatewayLogger;
  readonly writes: WritesUnderWay;
  /** Closes listener and connections. */
  readonly stop: () => Promise<void>;
}

/**
 * SIGTERM: readiness off, a pause for balancers to notice, work in flight finished, exit 0. SIGINT (Ctrl-C) skips the
 * pause. A second signal ends as soon as the writes that it cuts off are recorded, a third at once. A fault that nobody
 * caught is logged without personal data and ends the process with 1 after the same drain; it hurries nothing, and the
 * first signal after it is only logged: whoever sends that one cannot know that the process is stopping.
 */
export function stopOnSignals(options: StopOptions): void {
  let stopping = false;
  let asked = false;
  let hurried = false;
  let exitCode = 0;
  const exit = () => process.exit(exitCode);
  const stop = (reason: string, delayMs: number) => {
    stopping = true;
    options.logger.info({ reason }, 'gateway is stopping');
    void drain(options, delayMs).then(exit, (error: unknown) => {
      options.logger.error({ error }, 'stopping failed');
      process.exit(1);
    });
  };
  const onSignal = (signal: string, delayMs: number) => {
    const isFirst = !asked;
    asked = true;
    if (!stopping) return stop(signal, delayMs);
    if (isFirst) return options.logger.info({ reason: signal }, 'gateway is stopping already');
    if (hurried) return exit();
    hurried = true;
    void leaveWrites(options).then(exit);
  };
  process.on('SIGTERM', () => onSignal('SIGTERM', options.drainDelayMs));
  process.on('SIGINT', () => onSignal('SIGINT', 0));
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(fault, (error: unknown) => {
      // Whatever is no error has neither type nor place, and nobody knows what is in it.
      options.logger.fatal({ error: error instanceof Error ? error : typeof error }, fault);
      exitCode = 1;
      if (!stopping) stop(fault, 0);
    });
  }
}

async function drain(options: StopOptions, delayMs: number): Promise<void> {
  const { lifecycle, drainTimeoutMs, logger, stop } = options;
  lifecycle.phase = 'leaving';
  if (delayMs > 0) await pause(delayMs);
  lifecycle.phase = 'closing';
  const end = performance.now() + drainTimeoutMs;
  const answered = await lifecycle.drained(drainTimeoutMs);
  // A write goes on when its caller has hung up.
  for (let looks = 0; options.writes.underWay > 0 && performance.now() < end; looks++) {
    if (looks % LOOKS_PER_FLUSH === 0) void options.writes.flush().catch(() => undefined);
    await pause(LOOK_INTERVAL_MS);
  }
  if (!answered || options.writes.underWay > 0) logger.warn('work in flight was cut off');
  await leaveWrites(options);
  await Promise.race([stop(), pause(STOP_PATIENCE_MS)]);
}

async function leaveWrites({ writes, logger }: StopOptions): Promise<void> {
  const recorded = writes.leave().catch((error: unknown) => {
    logger.error({ error }, 'writes that are cut off could not be recorded');
  });
  await Promise.race([recorded, pause(LEDGER_PATIENCE_MS)]);
}
