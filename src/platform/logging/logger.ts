import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { BatchedOutput } from './batched-output.js';
import { describeError, type Redaction } from './redaction.js';

export type GatewayLogger = Logger;

/** Injection token of the process's logger. */
export const LOGGER = Symbol('logger');

/** JSON lines on standard output; whatever is logged passes through the redaction first. */
export function createLogger(level: string, redaction: Redaction, destination?: DestinationStream): GatewayLogger {
  const options = {
    level,
    base: null,
    timestamp: newTimestamp(),
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => redaction.fields(fields),
    },
  };
  return pino(options, destination ?? new BatchedOutput());
}

/** The time of a line; under load many lines share their millisecond. */
function newTimestamp(): () => string {
  let last = 0;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== last) text = `,"time":"${new Date((last = now)).toISOString()}"`;
    return text;
  };
}

/** Nest's own messages (start, routes, faults) in the same lines. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: GatewayLogger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, textOf(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context }, textOf(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    const thrown = [message, ...rest].find((item) => item instanceof Error);
    this.logger.error(
      { ...(thrown && { error: describeError(thrown) }), context: rest.at(-1) },
      'Nest reports an error',
    );
  }

  debug(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, textOf(message));
  }

  verbose(message: unknown, context?: unknown): void {
    this.logger.trace({ context }, textOf(message));
  }

  fatal(message: unknown, context?: unknown): void {
    this.logger.fatal({ context }, textOf(message));
  }
}

function textOf(message: unknown): string {
  return typeof message === 'string' ? message : 'Nest reports something that is not text';
}
