import { describe, expect, it } from '@jest/globals';
import { ERROR_CATALOGUE, type ErrorCode, type ErrorEntry } from './error-catalogue.js';
import { GatewayError } from './errors.js';

const CODES = Object.keys(ERROR_CATALOGUE) as ErrorCode[];
const entryOf = (code: ErrorCode): ErrorEntry => ERROR_CATALOGUE[code];

describe('the error catalogue', () => {
  it.each([
    ['malformed_request', 400],
    ['unauthenticated', 401],
    ['forbidden', 403],
    ['route_not_found', 404],
    ['provider_not_enabled', 404],
    ['method_not_allowed', 405],
    ['resource_not_found', 404],
    ['duplicate_customer', 409],
    ['file_too_large', 413],
    ['unsupported_file_type', 415],
    ['body_too_large', 413],
    ['unsupported_media_type', 415],
    ['idempotency_key_reused', 422],
    ['request_in_progress', 409],
    ['idempotency_not_available', 501],
    ['idempotency_key_required', 400],
    ['ledger_unavailable', 503],
    ['validation_failed', 422],
    ['customer_underage', 422],
    ['document_unreadable', 422],
    ['insufficient_funds', 422],
    ['customer_not_approved', 422],
    ['card_state_conflict', 409],
    ['unsupported_operation', 422],
    ['provider_rejected', 422],
    ['rate_limited', 429],
    ['provider_auth_failed', 502],
    ['provider_contract_violation', 502],
    ['provider_error', 502],
    ['provider_connection_lost', 502],
    ['provider_tls_failed', 502],
    ['provider_rate_limited', 503],
    ['provider_unavailable', 503],
    ['overloaded', 503],
    ['provider_timeout', 504],
    ['internal_error', 500],
  ] as const)('%s is %i', (code, status) => {
    expect(ERROR_CATALOGUE[code].status).toBe(status);
  });

  it('has the codes of the contract and no other', () => {
    expect(CODES).toHaveLength(36);
  });

  it.each(CODES)('%s says in sentences what happened and what to do', (code) => {
    const { title, happened, todo } = entryOf(code);
    for (const text of [happened, todo]) expect(text).toMatch(/^[A-Z`].*\.$/s);
    expect(title).toMatch(/^\S/);
  });

  it('asks to wait with every 429 and 503', () => {
    const busy = CODES.filter((code) => [429, 503].includes(entryOf(code).status));
    expect(busy.filter((code) => !entryOf(code).retryAfterSeconds)).toEqual([]);
  });

  it('never advises to repeat what the caller has to change first', () => {
    const repeatable = CODES.filter((code) => entryOf(code).retryable && entryOf(code).status < 429);
    expect(repeatable).toEqual(['request_in_progress']);
  });
});

describe('an error of the gateway', () => {
  it.each(CODES)('%s has the usual values of its code', (code) => {
    const { status, origin, happened, retryAfterSeconds } = entryOf(code);
    const error = new GatewayError(code);
    expect(error).toMatchObject({
      name: 'GatewayError',
      code,
      status,
      origin,
      message: happened,
      problems: [],
      provider: null,
      headers: {},
    });
    expect(error.retryAfterSeconds).toBe(retryAfterSeconds ?? null);
    const usual = origin === 'provider' ? 'rejected' : 'not_sent';
    expect(error.outcome).toBe(code === 'request_in_progress' ? 'unknown' : usual);
    expect(error.retrySafe).toBe(entryOf(code).retryable);
  });

  it('whose outcome is unknown is not safe to repeat, except with the key of what is under way', () => {
    expect(new GatewayError('request_in_progress')).toMatchObject({ outcome: 'unknown', retrySafe: true });
    expect(new GatewayError('provider_timeout', { outcome: 'unknown' }).retrySafe).toBe(false);
    expect(new GatewayError('provider_timeout', { outcome: 'not_sent' }).retrySafe).toBe(true);
    expect(new GatewayError('validation_failed', { outcome: 'not_sent' }).retrySafe).toBe(false);
  });

  it('keeps what it was given instead', () => {
    const cause = new Error('cause');
    const options = {
      detail: 'words',
      status: 418,
      origin: 'gateway',
      outcome: 'unknown',
      retryAfterSeconds: 9,
      headers: { A: 'b' },
    } as const;
    const error = new GatewayError('provider_error', { ...options, cause });
    expect(error).toMatchObject({
      message: 'words',
      status: 418,
      origin: 'gateway',
      outcome: 'unknown',
      retryAfterSeconds: 9,
      headers: { A: 'b' },
    });
    expect(error.cause).toBe(cause);
  });
});
