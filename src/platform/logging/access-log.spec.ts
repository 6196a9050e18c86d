import { expect, test } from '@jest/globals';
import { GatewayError } from '../../canonical/errors.js';
import { UpstreamError } from '../http/upstream-error.js';
import { writeAccessLog, type AccessEntry } from './access-log.js';
import { createLogger } from './logger.js';
import { Redaction } from './redaction.js';

const ENTRY: AccessEntry = {
  requestId: 'request-1',
  caller: 'core banking.v2',
  method: 'GET',
  route: '/v1/cartevo/customers/:id',
  httpStatus: 200,
  durationMs: 12.345,
  errorCode: null,
  error: null,
};

function linesOf(level: string, write: (logger: ReturnType<typeof createLogger>) => void): string[] {
  const lines: string[] = [];
  write(createLogger(level, new Redaction(['email']), { write: (line) => void lines.push(line) }));
  return lines.map((line) => line.replace(/"time":"[^"]*"/, '"time":""'));
}

test.each([
  ['an answer', {}],
  ['nobody at an unknown route', { caller: null, route: null, httpStatus: 304 }],
  ['a caller that hung up', { httpStatus: 499 }],
  ['one that shared a call', { sharedWith: 'request-0' }],
])('the line of %s is the one that pino writes', (_name, change) => {
  const members = Object.entries({ ...ENTRY, durationMs: 12.3, ...change });
  const fields = Object.fromEntries(members.filter(([name]) => !name.startsWith('error')));
  const [made] = linesOf('info', (logger) => writeAccessLog(logger, { ...ENTRY, ...change }));
  const [piped] = linesOf('info', (logger) => logger.info(fields, 'request'));
  expect(made).toBe(piped);
});

test('nothing is written below the level', () => {
  expect(linesOf('warn', (logger) => writeAccessLog(logger, ENTRY))).toEqual([]);
});

test.each([
  ['a worse one inside', { status: 500, httpStatus: 404, innerStatus: 500 }, { http: 404, inner: 500 }],
  ['a better one inside', { status: 500, innerStatus: 404 }, { http: 500, inner: 404 }],
  ['the same inside', { status: 500, innerStatus: 500 }, undefined],
  ['none inside', { status: 500 }, undefined],
])('a status of 500 with %s tells both where they disagree', (_name, statuses, both) => {
  const cause = new UpstreamError('status', 'our words', { sent: true, ...statuses });
  const error = new GatewayError('provider_error', { detail: 'no', cause });
  const [line] = linesOf('info', (logger) => writeAccessLog(logger, { ...ENTRY, errorCode: error.code, error }));
  const { upstreamStatus, upstreamStatuses } = JSON.parse(line ?? '') as Record<string, unknown>;
  expect([upstreamStatus, upstreamStatuses]).toEqual([500, both]);
});

test('a failure tells its code, a trace its ids', () => {
  const error = new GatewayError('provider_auth_failed', { detail: 'no' });
  const [line] = linesOf('error', (logger) =>
    writeAccessLog(logger, { ...ENTRY, httpStatus: 502, errorCode: 'provider_auth_failed', error }),
  );
  expect(JSON.parse(line ?? '')).toMatchObject({ level: 'error', errorCode: 'provider_auth_failed', httpStatus: 502 });
  const traceIds = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
  const [traced] = linesOf('info', (logger) => writeAccessLog(logger, { ...ENTRY, traceIds }));
  expect(JSON.parse(traced ?? '')).toMatchObject({ ...traceIds, requestId: 'request-1', msg: 'request' });
});
