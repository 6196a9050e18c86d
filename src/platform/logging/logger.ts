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
    timestamp,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => redaction.fields(fields),
    },
  };
  return pino(options, destination ?? new BatchedOutput());
}

/**
 * Writes a finished line where the lines of a logger go, which must begin as the logger’s own do (`timestamp`). For
 * lines of which there is one a request: making one through pino costs six times as much.
 */
export function writeLine(logger: GatewayLogger, line: string): void {
  (logger as unknown as Record<symbol, DestinationStream>)[pino.symbols.streamSym]?.write(line);
}

let lastMillisecond = 0;
let lastTimestamp = '';

/** The member `time` of a line, behind a comma; under load many lines share their millisecond. */
export function timestamp(): string {
  const now = Date.now();
  if (now !== lastMillisecond) lastTimestamp = `,"time":"${new Date((lastMillisecond = now)).toISOString()}"`;
  return lastTimestamp;
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
