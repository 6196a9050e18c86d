import { StacklessError } from '../../canonical/stackless-error.js';

/** How a call to a provider failed, before anything is said about what it means for the caller. */
export type UpstreamFailure =
  | 'connection_refused'
  | 'dns_failed'
  | 'connect_timeout'
  | 'connection_lost'
  | 'tls_failed'
  | 'deadline'
  | 'attempt_timeout'
  | 'cancelled'
  | 'circuit_open'
  | 'bulkhead_full'
  | 'redirect'
  | 'too_large'
  | 'bad_answer'
  | 'credentials_refused'
  | 'exchange_failed'
  | 'status';

export interface UpstreamErrorOptions {
  /** False when it is certain that no byte of the request reached the provider. */
  readonly sent: boolean;
  /** HTTP status, or the worse one inside the body. */
  readonly status?: number | null;
  /** HTTP status of the answer itself, where it differs from the one inside the body. */
  readonly httpStatus?: number;
  /** Status inside the body, whichever of the two is worse. */
  readonly innerStatus?: number | null;
  /** The parsed body of an error answer, when it was JSON. Untrusted. */
  readonly body?: unknown;
  /** True when the error answer was a web page: a proxy spoke, not the provider’s API. */
  readonly webPage?: boolean;
  readonly retryAfter?: string | null;
  /** Milliseconds for which the provider had the whole request and had said nothing when it was given up; 0 by default. */
  readonly silentMs?: number;
  readonly cause?: unknown;
}

/** A failed call to a provider. The message is our own and never holds a piece of the answer. */
export class UpstreamError extends StacklessError {
  readonly sent: boolean;
  readonly status: number | null;
  readonly httpStatus: number | null;
  readonly innerStatus: number | null;
  readonly body: unknown;
  readonly webPage: boolean;
  readonly retryAfter: string | null;
  readonly silentMs: number;

  constructor(
    readonly failure: UpstreamFailure,
    message: string,
    options: UpstreamErrorOptions,
  ) {
    super(message, { cause: options.cause });
    this.name = 'UpstreamError';
    this.sent = options.sent;
    this.status = options.status ?? null;
    this.httpStatus = options.httpStatus ?? this.status;
    this.innerStatus = options.innerStatus ?? null;
    this.body = options.body;
    this.webPage = options.webPage ?? false;
    this.retryAfter = options.retryAfter ?? null;
    this.silentMs = options.silentMs ?? 0;
  }
}

const REFUSED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);
const DNS = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ENODATA']);
const TLS = /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|EPROTO|INVALID_CA)/;
const MALFORMED = /^(?:HPE_|UND_ERR_HEADERS_OVERFLOW)/;
// undici says this of a body that was cut short, and of a wrong head that has a length in it.
const WRONG_LENGTH = 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';
// What the parser says when the connection ends before its last chunk.
const CUT_SHORT = /Invalid EOF state/;

/** Sorts an error of the transport by its code. `headReceived`: a correct head had come before it. */
export function toUpstreamError(error: unknown, sent: boolean, headReceived = false): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const code = codeOf(error);
  const options = { sent, cause: error };
  // The same codes can come from a connection that was there: then bytes may have arrived, whatever the code says.
  if (!sent && REFUSED.has(code)) return new UpstreamError('connection_refused', 'the connection was refused', options);
  if (!sent && DNS.has(code)) return new UpstreamError('dns_failed', 'the host name could not be resolved', options);
  if (TLS.test(code))
    return new UpstreamError('tls_failed', sent ? 'TLS broke off' : 'TLS could not be set up', options);
  if (!sent && (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT')) {
    return new UpstreamError('connect_timeout', 'the connection took too long', options);
  }
  // undici gives most faults of its parser a name and no code.
  const parserFault = error instanceof Error && error.name === 'HTTPParserError';
  const malformed = MALFORMED.test(code) || (code === WRONG_LENGTH && !headReceived);
  if (malformed || (parserFault && !CUT_SHORT.test(error.message)))
    return new UpstreamError('bad_answer', 'the answer is not correct HTTP', options);
  return new UpstreamError('connection_lost', 'the connection ended before the whole answer', options);
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  return typeof code === 'string' ? code : cause ? codeOf(cause) : '';
}
