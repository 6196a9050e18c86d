import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { GatewayError } from '../../canonical/errors.js';
import { authenticate, authorize, providerOf } from '../auth/authentication.js';
import type { Caller } from '../auth/api-keys.js';
import type { Lifecycle } from '../lifecycle/lifecycle.js';
import type { GatewayLogger } from '../logging/logger.js';
import { answeredStatus, writeAccessLog, type AccessEntry } from '../logging/access-log.js';
import type { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { quotaFields } from '../overload/rate-limit-fields.js';
import type { RateLimiter } from '../overload/rate-limiter.js';
import { sendProblem } from '../problem/problem.filter.js';
import { toTraceHeaders } from '../tracing/trace-context.js';
import type { Tracing } from '../tracing/tracing.js';
import type { Access, KeyedAccess } from './access.js';
import { toRequestId } from './request-ids.js';
import type { RequestState } from './request-state.js';
import { requestTimeoutMs } from './request-timeout.js';
import type { RouteTable } from './route-table.js';

/** `Cache-Control` of what a provider has said: for the caller alone, and not to be used again without asking. */
export const PROVIDER_DATA = 'private, no-cache';
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What every answer needs, also that to a request which no hook sees. */
export interface AnswerOptions {
  readonly standingHeaders: Readonly<Record<string, string>>;
  readonly logger: GatewayLogger;
  readonly metrics: GatewayMetrics;
  /** Null while tracing is off. */
  readonly tracing: Tracing | null;
}

export interface HookOptions extends AnswerOptions {
  readonly callers: ReadonlyMap<string, Caller>;
  readonly lifecycle: Lifecycle;
  readonly routes: RouteTable;
  /** Null when callers are not limited. */
  readonly rateLimiter: RateLimiter | null;
  /** Why the provider cannot be asked for this operation now, whatever else the request says, or null. */
  readonly refusal: (request: FastifyRequest, provider: string, operation: string) => GatewayError | null;
}

/** Headers that every answer carries, whatever it is. */
export function standingHeadersFor(sandbox: boolean): Record<string, string> {
  return {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    ...(sandbox && { 'X-Gateway-Mode': 'sandbox' }),
  };
}

/** What happens to every request before its body is read, and after its answer is sent. */
export function addRequestHooks(server: FastifyInstance, options: HookOptions): void {
  server.decorateRequest('gateway', null as unknown as RequestState);
  server.addHook('onRoute', (route) => registerRoute(route, options.routes));

  server.addHook('onRequest', (request, reply, done) => {
    begin(request, reply, options);
    const refuse = (error: unknown) => sendProblem(error, request, reply);
    let counted: Promise<void> | undefined;
    // A promise that is rejected at once costs more than the rest of a refusal: Node keeps account of it as unhandled.
    try {
      counted = admit(request, reply, options);
    } catch (error) {
      refuse(error);
      return;
    }
    if (counted) counted.then(() => done(), refuse);
    else done();
  });

  server.addHook('onSend', (request, reply, payload, done) => {
    const { access } = request.routeOptions.config;
    if (access && !access.open && !reply.hasHeader('Cache-Control')) reply.header('Cache-Control', PROVIDER_DATA);
    done(null, payload);
  });
}

/** Gives a request its identity and its line in the log; also for requests that fail before any hook. */
export function begin(request: FastifyRequest, reply: FastifyReply, options: AnswerOptions): void {
  const id = toRequestId(request.headers['x-request-id']);
  const traceHeaders = toTraceHeaders(request.headers);
  const route = request.routeOptions.url ?? null;
  request.gateway = {
    id,
    traceHeaders,
    trace: options.tracing?.begin({ requestId: id, method: request.method, route, ...traceHeaders }) ?? null,
    startedAt: performance.now(),
    caller: null,
    sharedWith: null,
    errorCode: null,
    error: null,
    abandoned: false,
    onAbandoned: null,
  };
  // Fires once the answer is out, and also when the caller hangs up before.
  reply.raw.once('close', () => finish(request, reply, route, options));
  reply.headers(options.standingHeaders).header('X-Request-Id', id);
}

function finish(request: FastifyRequest, reply: FastifyReply, route: string | null, options: AnswerOptions): void {
  const { id, caller, startedAt, trace, sharedWith, errorCode, error, onAbandoned } = request.gateway;
  const { method } = request;
  if (!reply.raw.writableFinished) {
    request.gateway.abandoned = true;
    onAbandoned?.();
  }
  const httpStatus = answeredStatus(reply);
  const durationMs = performance.now() - startedAt;
  trace?.end(httpStatus, errorCode);
  const answered = { caller: caller?.name ?? null, method, route, httpStatus, durationMs };
  recordAnswered(options, { requestId: id, traceIds: trace?.ids, ...answered, sharedWith, errorCode, error });
}

/** Counts a request that is over and writes its line, whichever way it went. */
export function recordAnswered({ metrics, logger }: AnswerOptions, entry: AccessEntry): void {
  metrics.requestEnded(entry.method, entry.route, entry.httpStatus, entry.durationMs);
  writeAccessLog(logger, entry);
}

function registerRoute(route: RouteOptions, routes: RouteTable): void {
  routes.add(route.method, route.url);
  const access = route.config?.access;
  if (!access) throw new Error(`${String(route.method)} ${route.url} does not say who may call it`);
  if (access.open || access.provider === null || access.operation !== null) return;
  // A read of what the gateway itself knows about any provider asks none of them.
  const reads = [route.method].flat().every((method) => READS.has(method));
  if (reads && access.provider.startsWith(':')) return;
  throw new Error(`${String(route.method)} ${route.url} must name the operation of its provider`);
}

/** Everything that can be said against a request before its body is read; a promise when its caller is counted. */
function admit(request: FastifyRequest, reply: FastifyReply, options: HookOptions): Promise<void> | undefined {
  const access = accessOf(request, options);
  const caller = authenticate(request.raw, access, options.callers);
  request.gateway.caller = caller;
  const { rateLimiter } = options;
  if (access.open || caller === null) return undefined;
  if (rateLimiter === null) return void requireAllowed(request, access, caller, options);
  const counted = limit(caller, reply, rateLimiter, options.metrics);
  return counted.then(() => requireAllowed(request, access, caller, options));
}

function requireAllowed(request: FastifyRequest, access: KeyedAccess, caller: Caller, options: HookOptions): void {
  const provider = providerOf(request, access);
  authorize(access, caller, provider);
  if (access.operation === null) return;
  // A header that is wrong is no reason to read a body first.
  requestTimeoutMs(request);
  const refusal = options.refusal(request, provider ?? '', access.operation);
  if (refusal) throw refusal;
}

function accessOf(request: FastifyRequest, { lifecycle, routes }: HookOptions): Access {
  if (request.headers.host === undefined && request.raw.httpVersion === '1.1') throw withoutHost();
  const access: Access | undefined = request.routeOptions.config.access;
  if (request.is404 || !access) throw routes.refusal(request.url.split('?')[0] ?? '');
  if (lifecycle.phase === 'closing') {
    throw new GatewayError('overloaded', { detail: 'The gateway is shutting down.', headers: { Connection: 'close' } });
  }
  return access;
}

/** Sets headers that are given as names and values in turns. */
export function setHeaders(reply: FastifyReply, headers: readonly string[]): void {
  for (let index = 0; index < headers.length; index += 2) reply.header(headers[index] ?? '', headers[index + 1]);
}

/** Counts the request of the caller, tells it what is left, and refuses what is too much. */
async function limit(
  caller: Caller,
  reply: FastifyReply,
  limiter: RateLimiter,
  metrics: GatewayMetrics,
): Promise<void> {
  const quota = await limiter.take(caller.name);
  if (quota.alone !== null) metrics.countedAlone(quota.alone);
  setHeaders(reply, quotaFields(limiter, quota));
  if (!quota.exceeded) return;
  metrics.requestRefused('rate_limit');
  throw new GatewayError('rate_limited', {
    retryAfterSeconds: quota.resetSeconds,
  });
}

function withoutHost(): GatewayError {
  return new GatewayError('malformed_request', {
    detail: 'The Host header is missing.',
    problems: [{ parameter: 'Host', code: 'required', detail: 'is required' }],
  });
}
