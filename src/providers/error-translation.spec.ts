import { describe, expect, it } from '@jest/globals';
import { ERROR_CATALOGUE } from '../canonical/error-catalogue.js';
import { UpstreamError, type UpstreamErrorOptions, type UpstreamFailure } from '../platform/http/upstream-error.js';
import { toGatewayError, type FailedCall } from './error-translation.js';
import { OPERATIONS, type Operation } from './operations.js';
import type { ErrorRow } from './provider.js';

const NOW = new Date('2026-11-20T10:00:00Z');
const READ: Operation = 'getCustomer';
const WRITE: Operation = 'createCustomer';

function translate(
  failure: UpstreamFailure,
  options: Partial<UpstreamErrorOptions>,
  operation: Operation = READ,
  call: Partial<FailedCall> & { errors?: readonly ErrorRow[] } = {},
) {
  const error = new UpstreamError(failure, 'our words', { sent: true, ...options });
  const limits = [
    { pointer: '/givenName', wireName: 'first_name', min: 3, max: 255, required: true },
    { pointer: '/phone', wireName: 'phone_number', min: 3, max: 255, required: true },
  ];
  return toGatewayError(error, {
    provider: 'stub',
    operation,
    tables: { errors: call.errors ?? [], limits },
    now: NOW,
    ...call,
  });
}

const refused = (status: number, body: unknown, operation: Operation = WRITE, errors: readonly ErrorRow[] = []) =>
  translate('status', { status, body }, operation, { errors });

describe('a failure of the transport', () => {
  it.each([
    ['connection_refused', false, 503, 'provider_unavailable', 5],
    ['dns_failed', false, 503, 'provider_unavailable', 5],
    ['connect_timeout', false, 504, 'provider_timeout', null],
    ['connection_lost', true, 502, 'provider_connection_lost', null],
    ['tls_failed', false, 502, 'provider_tls_failed', null],
    ['deadline', true, 504, 'provider_timeout', null],
    ['deadline', false, 504, 'provider_timeout', null],
    ['redirect', true, 502, 'provider_contract_violation', null],
    ['too_large', true, 502, 'provider_contract_violation', null],
    ['bad_answer', true, 502, 'provider_contract_violation', null],
    ['credentials_refused', false, 502, 'provider_auth_failed', null],
    ['exchange_failed', false, 502, 'provider_error', null],
  ] as const)('%s (sent: %p) is %i %s', (failure, sent, status, code, afterSeconds) => {
    for (const operation of [READ, WRITE] as const) {
      const error = translate(failure, { sent, status: sent ? 200 : null }, operation);
      const outcome = !sent ? 'not_sent' : operation === WRITE ? 'unknown' : 'rejected';
      expect(error).toMatchObject({ status, code, outcome, origin: 'provider', retryAfterSeconds: afterSeconds });
      expect(error.retrySafe).toBe(ERROR_CATALOGUE[code].retryable && outcome !== 'unknown');
      expect(error.provider).toMatchObject({ name: 'stub', message: null, code: null, correlationId: null });
      expect(error.message).toBe('stub: our words');
    }
  });
});

describe('a status of the provider', () => {
  it.each([
    [401, 502, 'provider_auth_failed', 'rejected', 'rejected'],
    [403, 502, 'provider_auth_failed', 'rejected', 'rejected'],
    [404, 502, 'provider_error', 'rejected', 'rejected'],
    [405, 502, 'provider_error', 'rejected', 'rejected'],
    [418, 502, 'provider_error', 'rejected', 'rejected'],
    [429, 503, 'provider_rate_limited', 'rejected', 'rejected'],
    [500, 502, 'provider_error', 'rejected', 'unknown'],
    [501, 502, 'provider_error', 'rejected', 'unknown'],
    [502, 502, 'provider_error', 'rejected', 'unknown'],
    [503, 503, 'provider_unavailable', 'rejected', 'unknown'],
    [504, 504, 'provider_timeout', 'rejected', 'unknown'],
    [200, 502, 'provider_contract_violation', 'rejected', 'unknown'],
  ] as const)(
    '%i that no table knows is %i %s, never a status of ours by accident',
    (status, ours, code, read, write) => {
      expect(translate('status', { status })).toMatchObject({ status: ours, code, outcome: read });
      expect(translate('status', { status }, WRITE)).toMatchObject({ status: ours, code, outcome: write });
    },
  );

  it.each([400, 422])(
    '%i about the data of a write is provider_rejected, of a read a fault of the provider',
    (status) => {
      expect(refused(status, null)).toMatchObject({
        status: 422,
        code: 'provider_rejected',
        outcome: 'rejected',
        origin: 'provider',
      });
      expect(translate('status', { status })).toMatchObject({ status: 502, code: 'provider_error' });
    },
  );

  it.each([
    ['12', 12],
    ['Fri, 20 Nov 2026 10:00:30 GMT', 30],
    ['garbage', 5],
    ['-3', 5],
    [null, 5],
    ['1000000000', 300],
  ])('with Retry-After %p asks to wait for %i seconds', (retryAfter, seconds) => {
    expect(translate('status', { status: 429, retryAfter }).retryAfterSeconds).toBe(seconds);
  });
});

it('the status of the answer itself is passed on, whichever one inside it counts', () => {
  const inside = translate('status', { status: 404, httpStatus: 200 }, WRITE);
  expect([inside.code, inside.outcome, inside.provider?.httpStatus]).toEqual(['provider_error', 'unknown', 200]);
  expect(translate('status', { status: 500, httpStatus: 404 }).provider?.httpStatus).toBe(404);
});

describe('the error table', () => {
  const rows = (...errors: ErrorRow[]) => errors;
  const notFound: ErrorRow = { status: 404, operations: [READ], code: 'resource_not_found', certainty: 'documented' };

  it('counts for its status and its operations only', () => {
    expect(refused(404, null, READ, rows(notFound))).toMatchObject({ status: 404, code: 'resource_not_found' });
    expect(refused(404, null, WRITE, rows(notFound)).code).toBe('provider_error');
    expect(refused(410, null, READ, rows(notFound)).code).toBe('provider_error');
  });

  it('does not believe a web page: that was a proxy', () => {
    const error = translate('status', { status: 404, webPage: true }, READ, { errors: rows(notFound) });
    expect(error.code).toBe('provider_error');
  });

  it.each([
    ['a message', { message: 'Customer not found' }],
    ['one of several messages', { message: ['x', 'not found'] }],
    ['a code', { code: 'resource/not found' }],
    ['the label beside a message', { message: 'No', error: 'not found' }],
    ['an error without a message', { error: 'not found' }],
    ['a nested error', { error: { message: 'not found' } }],
    ['a detail', { detail: 'was not found' }],
  ])('looks for its words in %s', (_where, body) => {
    const row: ErrorRow = { words: /not found/i, code: 'resource_not_found', certainty: 'inferred' };
    expect(refused(200, body, READ, rows(row)).code).toBe('resource_not_found');
    expect(refused(200, { message: 'all is well' }, READ, rows(row)).code).toBe('provider_contract_violation');
  });

  it('names the field of our request, with the words of the catalogue', () => {
    const row: ErrorRow = { status: 409, code: 'duplicate_customer', pointer: '/email', certainty: 'documented' };
    expect(refused(409, {}, WRITE, rows(row)).problems).toEqual([
      { pointer: '/email', code: 'duplicate_customer', detail: ERROR_CATALOGUE.duplicate_customer.happened },
    ]);
  });

  it('finds no duplicate where the write itself was not sent', () => {
    const row: ErrorRow = { status: 409, code: 'duplicate_customer', pointer: '/email', certainty: 'documented' };
    const before = translate('status', { status: 409, sent: false }, WRITE, { errors: rows(row) });
    expect(before).toMatchObject({ code: 'provider_error', outcome: 'not_sent', problems: [] });
  });

  it('says that a caller’s fault was found by the provider', () => {
    expect(refused(404, null, READ, rows(notFound)).origin).toBe('provider');
    expect(translate('status', { status: 500 }).origin).toBe('provider');
  });
});

describe('messages about fields of a write', () => {
  it.each([
    [
      'first_name must be at least 3 characters',
      '/givenName',
      'the provider says that it must be at least 3 characters',
    ],
    ['phone_number is odd', '/phone', 'the provider says that it is odd'],
  ])('"%s" becomes a problem at %s', (message, pointer, detail) => {
    const error = refused(400, { message, error: 'Bad Request' });
    expect(error).toMatchObject({ status: 422, code: 'validation_failed', origin: 'provider', outcome: 'rejected' });
    expect(error.problems).toEqual([{ pointer, code: 'provider_rejected', detail }]);
  });

  it('are all named, and those about something else are not', () => {
    const error = refused(400, { message: ['first_name is odd', 'something else', 'phone_number is odd'] });
    expect(error.problems.map(({ pointer }) => pointer)).toEqual(['/givenName', '/phone']);
  });

  it.each(['favourite is odd', 'The first_name is odd', 'first_names are odd', ''])(
    '"%s" names no field',
    (message) => {
      expect(refused(400, { message })).toMatchObject({ code: 'provider_rejected', problems: [] });
    },
  );

  it('being too young is the answer only when nothing else is wrong', () => {
    const row: ErrorRow = {
      words: /18 or older/,
      code: 'customer_underage',
      pointer: '/dateOfBirth',
      certainty: 'documented',
    };
    expect(refused(400, { message: 'must be 18 or older', error: 'Bad Request' }, WRITE, [row]).code).toBe(
      'customer_underage',
    );
    const both = refused(400, { message: ['first_name is odd', 'must be 18 or older'] }, WRITE, [row]);
    expect(both.code).toBe('validation_failed');
    expect(both.problems.map(({ pointer }) => pointer)).toEqual(['/dateOfBirth', '/givenName']);
  });

  it('reach the caller cleaned of what the caller had sent', () => {
    const error = new UpstreamError('status', 'our words', {
      sent: true,
      status: 409,
      body: { message: 'taken: Zebedee at example' },
    });
    const tables = { errors: [], limits: [] };
    const { provider } = toGatewayError(error, {
      provider: 'stub',
      operation: WRITE,
      tables,
      sent: ['Zebedee'],
      now: NOW,
    });
    expect(provider?.message).toBe('taken: […] at example');
  });
});

describe('what is passed on of a provider’s words', () => {
  const body = { message: 'secret words', code: 'some/code', correlationId: 'e0000000000000000000000000000001' };

  it.each([401, 403, 404, 429, 500, 503])('%i: code and correlation id, no message', (status) => {
    const { provider } = translate('status', { status, body }, WRITE);
    expect(provider).toEqual({
      name: 'stub',
      httpStatus: status,
      code: body.code,
      message: null,
      correlationId: body.correlationId,
    });
  });

  it.each([400, 409, 413, 415, 422])('%i of a write: the message too', (status) => {
    expect(translate('status', { status, body }, WRITE).provider?.message).toBe('secret words');
  });
});

it('every operation is either a read or a write', () => {
  expect(Object.values(OPERATIONS).filter(({ write }) => write)).toHaveLength(11);
  expect(OPERATIONS.createCustomer.write).toBe(true);
});
