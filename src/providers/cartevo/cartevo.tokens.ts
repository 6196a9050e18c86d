import { Deadline } from '../../platform/http/deadline.js';
import type { CallContext } from '../../platform/http/call-context.js';
import type { ProviderHttp } from '../../platform/http/provider-http.js';
import { UpstreamError, type UpstreamFailure } from '../../platform/http/upstream-error.js';
import { isWireObject } from '../mapping/wire-value.js';
import type { CartevoCredentials } from './cartevo.settings.js';

const RENEW_AFTER_SHARE_OF_LIFE = 0.8;
// The documents say 3600; without a usable value a short life costs one exchange too many, a long one a 401.
const LIFE_WHEN_NOT_SAID_SECONDS = 300;
const PAUSE_AFTER_FAILURE_MS = 1000;
const USABLE_TOKEN = /^[\x21-\x7e]{1,8192}$/;

interface Token {
  readonly value: string;
  readonly renewAt: number;
  readonly expiresAt: number;
}

/**
 * Bearer tokens of Cartevo (`POST /auth/token`). Renewed at 80 % of their life while the old one still serves; one
 * exchange for all callers who wait; after a failure at most one attempt a second.
 */
export class CartevoTokens {
  private token: Token | null = null;
  private exchange: Promise<Token> | null = null;
  /** When a token that had just been got was refused as well. */
  private uselessAt = -Infinity;
  private failure: { readonly error: unknown; readonly at: number } | null = null;

  constructor(
    private readonly http: ProviderHttp,
    private readonly credentials: CartevoCredentials,
    private readonly timeoutMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** A token to use now. */
  async current(call: CallContext): Promise<string> {
    if (this.credentials.kind === 'token') return this.credentials.token;
    const token = this.token;
    if (token === null || this.now() >= token.expiresAt) return this.awaitExchange(call);
    if (this.now() >= token.renewAt && !this.failedJustNow()) this.startExchange(call).catch(() => undefined);
    return token.value;
  }

  /** A newer token than the one that was refused, or null when there cannot be one, or it would be refused too. */
  async replace(refused: string, call: CallContext): Promise<string | null> {
    if (this.credentials.kind === 'token' || this.now() - this.uselessAt < PAUSE_AFTER_FAILURE_MS) return null;
    if (this.token?.value === refused) this.token = null;
    return this.token?.value ?? this.awaitExchange(call);
  }

  /** A new token was refused like the old one: for a while nothing is repeated for that reason. */
  noteUseless(): void {
    this.uselessAt = this.now();
  }

  /** Waits for the shared exchange, but not longer than this caller may wait. */
  private async awaitExchange(call: CallContext): Promise<string> {
    if (this.failedJustNow()) throw this.failure?.error;
    const late = () => new UpstreamError('deadline', 'the deadline passed while waiting for a token', { sent: false });
    return (await call.deadline.inTime(this.startExchange(call), late)).value;
  }

  private startExchange(call: CallContext): Promise<Token> {
    this.exchange ??= this.requestToken(call)
      .then(
        (token) => {
          this.failure = null;
          return (this.token = token);
        },
        (error: unknown) => {
          if (!isAboutTokens(call)) this.failure = { error, at: this.now() };
          throw error;
        },
      )
      .finally(() => (this.exchange = null));
    return this.exchange;
  }

  private async requestToken(call: CallContext): Promise<Token> {
    if (this.credentials.kind !== 'client') throw new Error('a static token is never exchanged');
    // Shared by many callers, so it has a deadline of its own.
    const deadline = new Deadline(this.timeoutMs);
    const startedAt = this.now();
    try {
      const body = JSON.stringify({ client_id: this.credentials.id, client_key: this.credentials.key });
      const headers = { 'content-type': 'application/json' };
      const answer = await this.http.send(
        { kind: 'auth', method: 'POST', path: ['auth', 'token'], headers, body },
        // Shared by all callers, so one caller's wish for a fault elsewhere must not come with it.
        { ...call, caller: null, deadline, scenario: isAboutTokens(call) ? call.scenario : null },
      );
      return toToken(answer.body, startedAt);
    } catch (error) {
      throw asTokenFailure(error);
    } finally {
      deadline.clear();
    }
  }

  private failedJustNow(): boolean {
    return this.failure !== null && this.now() - this.failure.at < PAUSE_AFTER_FAILURE_MS;
  }
}

function toToken(body: unknown, startedAt: number): Token {
  const answer = isWireObject(body) ? body : {};
  const value = answer['access_token'];
  if (typeof value !== 'string' || !USABLE_TOKEN.test(value)) {
    throw new UpstreamError('bad_answer', 'the token exchange gave no token', { sent: false });
  }
  const said = answer['expires_in'];
  const life = (typeof said === 'number' && said > 0 ? said : LIFE_WHEN_NOT_SAID_SECONDS) * 1000;
  return { value, renewAt: startedAt + life * RENEW_AFTER_SHARE_OF_LIFE, expiresAt: startedAt + life };
}

function isAboutTokens(call: CallContext): boolean {
  return call.scenario?.startsWith('token-') ?? false;
}

/** Whatever goes wrong here, the caller’s own request was never sent. */
function asTokenFailure(error: unknown): unknown {
  if (!(error instanceof UpstreamError)) return error;
  const { status, retryAfter } = error;
  return new UpstreamError(failureOfExchange(error), error.message, { sent: false, status, retryAfter, cause: error });
}

/** Refusals of the exchange are about our credentials; a status that means a record elsewhere means nothing here. */
function failureOfExchange({ failure, status }: UpstreamError): UpstreamFailure {
  if (failure !== 'status' || status === null || status === 429 || status >= 500) return failure;
  return [400, 401, 403].includes(status) ? 'credentials_refused' : 'exchange_failed';
}
