import { describe, expect, it } from '@jest/globals';
import { errors } from 'undici';
import { UpstreamError, toUpstreamError } from './upstream-error.js';

const coded = (code: string, cause?: unknown) => Object.assign(new Error('words of a library', { cause }), { code });

describe('an error of the transport', () => {
  it.each([
    ['ECONNREFUSED', 'connection_refused', false],
    ['EHOSTUNREACH', 'connection_refused', false],
    ['ENETUNREACH', 'connection_refused', false],
    ['EADDRNOTAVAIL', 'connection_refused', false],
    ['ENOTFOUND', 'dns_failed', false],
    ['EAI_AGAIN', 'dns_failed', false],
    ['ENODATA', 'dns_failed', false],
    ['CERT_HAS_EXPIRED', 'tls_failed', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls_failed', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls_failed', false],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls_failed', false],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls_failed', false],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls_failed', false],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls_failed', false],
    ['EPROTO', 'tls_failed', false],
    ['UND_ERR_CONNECT_TIMEOUT', 'connect_timeout', false],
    ['HPE_INVALID_CONSTANT', 'bad_answer', true],
    ['UND_ERR_HEADERS_OVERFLOW', 'bad_answer', true],
    ['ECONNRESET', 'connection_lost', true],
    ['EPIPE', 'connection_lost', true],
    ['UND_ERR_SOCKET', 'connection_lost', true],
    ['ETIMEDOUT', 'connection_lost', true],
    ['SOMETHING_NEW', 'connection_lost', true],
    ['SOMETHING_OF_HPE_INVALID', 'connection_lost', true],
    ['SOMETHING_OF_CERT_EXPIRED', 'connection_lost', true],
  ])('%s is %s', (code, failure, sent) => {
    const cause = coded(code);
    const error = toUpstreamError(cause, sent);
    expect(error).toMatchObject({ failure, sent, message: expect.stringMatching(/\w/) });
    // The log tells what it was.
    expect(error.cause).toBe(cause);
  });

  it.each([
    ['EHOSTUNREACH', 'connection_lost'],
    ['ENETUNREACH', 'connection_lost'],
    ['ENOTFOUND', 'connection_lost'],
    ['UND_ERR_CONNECT_TIMEOUT', 'connection_lost'],
    ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'tls_failed'],
    ['EPROTO', 'tls_failed'],
  ])('%s on a connection that was there is %s, and bytes may have arrived', (code, failure) => {
    expect(toUpstreamError(coded(code), true)).toMatchObject({ failure, sent: true });
  });

  it('that took too long before anything was sent is a connect timeout', () => {
    expect(toUpstreamError(coded('ETIMEDOUT'), false)).toMatchObject({ failure: 'connect_timeout', sent: false });
  });

  it('is sorted by the code of its cause, or of the first of several errors', () => {
    expect(toUpstreamError(new Error('x', { cause: coded('ENOTFOUND') }), false).failure).toBe('dns_failed');
    const both = new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]);
    expect(toUpstreamError(both, false)).toMatchObject({ failure: 'connection_refused', sent: false });
    const none = Object.assign(new AggregateError([]), { code: 'ENOTFOUND' });
    expect(toUpstreamError(none, false).failure).toBe('dns_failed');
  });

  it.each([[new Error('x')], ['text'], [null], [undefined], [{}], [5]])('that is %p is a lost connection', (error) => {
    expect(toUpstreamError(error, true)).toMatchObject({ failure: 'connection_lost', sent: true });
    expect(toUpstreamError(error, false)).toMatchObject({ failure: 'connection_lost', sent: false });
  });

  it('about a length is a lost connection inside a body, and nonsense inside a head', () => {
    const error = new errors.ResponseContentLengthMismatchError();
    expect(toUpstreamError(error, true, true).failure).toBe('connection_lost');
    expect(toUpstreamError(error, true, false).failure).toBe('bad_answer');
  });

  it.each([
    ['Invalid EOF state', 'connection_lost'],
    ['Invalid character in chunk size', 'bad_answer'],
  ])('of the parser about %s is %s', (reason, failure) => {
    const error = new errors.HTTPParserError(`Response does not match the HTTP/1.1 protocol (${reason})`);
    expect(toUpstreamError(error, true)).toMatchObject({ failure, sent: true });
  });

  it('never lends its words to ours', () => {
    expect(toUpstreamError(coded('ECONNRESET'), true).message).not.toContain('words of a library');
  });

  it('that is sorted already stays as it is', () => {
    const error = new UpstreamError('deadline', 'too late', { sent: true });
    expect(toUpstreamError(error, false)).toBe(error);
  });
});

it('the status of the answer itself is kept beside the one inside its body', () => {
  const both = new UpstreamError('status', 'refused', { sent: true, status: 404, httpStatus: 200 });
  expect([both.status, both.httpStatus]).toEqual([404, 200]);
  const one = new UpstreamError('status', 'refused', { sent: true, status: 404 });
  expect([one.status, one.httpStatus]).toEqual([404, 404]);
});

it('what is not known of a failed call is null', () => {
  const { status, body, webPage, retryAfter, name } = new UpstreamError('deadline', 'too late', { sent: false });
  expect({ status, body, webPage, retryAfter, name }).toEqual({
    status: null,
    body: undefined,
    webPage: false,
    retryAfter: null,
    name: 'UpstreamError',
  });
});
