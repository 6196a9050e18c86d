import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import { authenticate, authorize } from '../auth/authentication.js';
import type { Caller } from '../auth/api-keys.js';
import { freshnessOf, type Freshness } from '../cache/freshness.js';
import type { Asked, KeptAnswer, PresentedAnswer } from '../cache/kept-answer.js';
import type { Lifecycle } from '../lifecycle/lifecycle.js';
import { quotaFields } from '../overload/rate-limit-fields.js';
import type { RateLimiter } from '../overload/rate-limiter.js';
import type { KeyedAccess } from './access.js';
import { PROVIDER_DATA, recordAnswered, type AnswerOptions } from './request-hooks.js';
import { toRequestId } from './request-ids.js';

const MOST_BYTES = 4_194_304;
const FORGET_EVERY_MS = 30_000;
// What an entry costs beside its path: itself, its place, its share of the tables. Rounded up.
const BYTES_OF_AN_ENTRY = 800;
/** With one of these a request is more than its path and what this lane looks at. */
const UNUSUAL_HEADERS = ['request-timeout', 'x-sandbox-scenario', 'expect', 'content-length', 'transfer-encoding'];

/** A read whose answer is in the process. */
export interface KeptRead {
  /** Template of the route. */
  readonly route: string;
  readonly access: KeyedAccess;
  readonly provider: string;
  /** The answer that a caller accepts, if it is still there. */
  find(freshness: Freshness): KeptAnswer | null;
  present(answer: KeptAnswer, asked: Asked): PresentedAnswer;
  /** To be told that the answer has been given, and how long that took. */
  onGiven(milliseconds: number): void;
}

export interface KeptReadsOptions extends AnswerOptions {
  readonly callers: ReadonlyMap<string, Caller>;
  readonly lifecycle: Lifecycle;
  /** Null when callers are not limited. */
  readonly rateLimiter: RateLimiter | null;
  /** Answers are kept in the process, and not elsewhere. */
  readonly inProcess: boolean;
  /** Milliseconds that an answer is kept at most. */
  readonly lifeMs: number;
}

/** A request that can be answered here. */
interface Hit {
  readonly startedAt: number;
  readonly requestId: string;
  readonly caller: Caller;
  readonly read: KeptRead;
  readonly answer: KeptAnswer;
}

/**
 * The short way of a read whose answer is in the process: past Fastify and Nest, whose routing costs several times what
 * the answer does. Whatever is not quite ordinary goes the long way, every refusal included, so that both say the same.
 */
export class KeptReads {
  private readonly known: LRUCache<string, KeptRead>;
  private readonly standing: readonly string[];
  private readonly active: boolean;
  private readonly cleaning: NodeJS.Timeout;

  constructor(private readonly options: KeptReadsOptions) {
    const sizeCalculation = (_read: KeptRead, path: string) => 2 * path.length + BYTES_OF_AN_ENTRY;
    this.known = new LRUCache({ maxSize: MOST_BYTES, sizeCalculation });
    this.standing = Object.entries(options.standingHeaders).flat();
    // Spans are made on the long way.
    this.active = options.inProcess && options.tracing === null;
    // Paths can hold personal data, which does not stay for long. What is still used is soon known again; a time of its
    // own for each path would cost every answer more than that.
    this.cleaning = setInterval(() => this.known.clear(), Math.min(options.lifeMs, FORGET_EVERY_MS)).unref();
  }

  /** Makes a read known that was answered from what is kept, by the path that asked for it. */
  remember(request: IncomingMessage, read: () => KeptRead): void {
    if (this.active && this.isOrdinary(request)) this.known.set(request.url ?? '', read());
  }

  stop(): void {
    clearInterval(this.cleaning);
    this.known.clear();
  }

  /** The handler that stands before another, which gets whatever cannot be answered here. */
  before(handler: RequestListener): RequestListener {
    if (!this.active) return handler;
    return (request, response): void => {
      const read = this.known.get(request.url ?? '');
      const hit = read && this.isOrdinary(request) ? this.hit(read, request) : null;
      if (hit === null) return handler(request, response);
      this.admit(hit, request, response, handler).catch(() => {
        // A fault of ours, which the long way tells as what it is.
        if (response.headersSent) response.destroy();
        else handler(request, response);
      });
    };
  }

  /** Counts the request for the limit of its caller; one that is over it is told so on the long way. */
  private async admit(
    hit: Hit,
    request: IncomingMessage,
    response: ServerResponse,
    handler: RequestListener,
  ): Promise<void> {
    const { rateLimiter } = this.options;
    const quota = rateLimiter && (await rateLimiter.take(hit.caller.name));
    if (quota?.exceeded) handler(request, response);
    else this.give(hit, request, response, rateLimiter && quota ? quotaFields(rateLimiter, quota) : []);
  }

  private isOrdinary({ method, headers }: IncomingMessage): boolean {
    if (method !== 'GET' || headers.host === undefined || this.options.lifecycle.phase === 'closing') return false;
    for (const name of UNUSUAL_HEADERS) if (headers[name] !== undefined) return false;
    return true;
  }

  private hit(read: KeptRead, request: IncomingMessage): Hit | null {
    const startedAt = performance.now();
    try {
      const caller = authenticate(request, read.access, this.options.callers);
      authorize(read.access, caller, read.provider);
      const answer = read.find(freshnessOf(request.headers['cache-control']));
      if (caller === null || answer === null) return null;
      return { startedAt, requestId: toRequestId(request.headers['x-request-id']), caller, read, answer };
    } catch {
      // The long way says what is wrong.
      return null;
    }
  }

  private give(hit: Hit, request: IncomingMessage, response: ServerResponse, quota: readonly string[]): void {
    const { startedAt, requestId, read, answer } = hit;
    const ifNoneMatch = request.headers['if-none-match'];
    const { status, headers, text } = read.present(answer, { requestId, ifNoneMatch });
    const length = text === undefined ? [] : ['Content-Length', `${Buffer.byteLength(text)}`];
    const rest = ['X-Request-Id', requestId, 'Cache-Control', PROVIDER_DATA];
    response.writeHead(status, [...headers, ...length, ...rest, ...this.standing, ...quota]).end(text);
    read.onGiven(performance.now() - startedAt);
    // As on the long way: once the answer is out, or cannot be any more, as when the caller left during the counting.
    if (response.destroyed) this.finish(hit, status);
    else response.once('close', () => this.finish(hit, status));
  }

  private finish({ startedAt, requestId, caller, read }: Hit, httpStatus: number): void {
    const durationMs = performance.now() - startedAt;
    const answered = { caller: caller.name, method: 'GET', route: read.route, httpStatus, durationMs };
    recordAnswered(this.options, { requestId, ...answered, errorCode: null, error: null });
  }
}
