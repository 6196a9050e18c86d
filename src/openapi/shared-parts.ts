import type { OpenAPIObject } from '@nestjs/swagger';
import { REQUEST_TIMEOUT } from '../platform/request/request-timeout.js';
import { FRESHNESS_HEADERS, FRESHNESS_PARAMETERS } from './freshness-parts.js';
import { operationsIn } from './operations.js';

interface Answer {
  description: string;
  headers?: Record<string, object>;
  content?: Record<string, object>;
}

interface Operation {
  security?: object[];
  parameters?: object[];
  responses: Record<string, Answer>;
}

const text = { type: 'string' };
const seconds = { type: 'integer', minimum: 0 };

/** Headers that answers of several operations carry, by the name of their component. */
const HEADERS = {
  RequestId: {
    description: 'Id of the request: the caller’s own `X-Request-Id` when it is acceptable, else a new one.',
    required: true,
    schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,128}$' },
    example: '3f0c2f0e-8f55-4c8e-9d7b-2f8f0a3f5a10',
  },
  GatewayMode: {
    description: '`sandbox` when the providers are simulated; not there in live mode.',
    schema: text,
    example: 'sandbox',
  },
  CacheControl: {
    description: 'Whether the answer may be kept. Answers with personal data may not be shared.',
    schema: text,
    example: 'private, no-cache',
  },
  RetryAfter: { description: 'Seconds to wait before the next attempt.', schema: seconds, example: 5 },
  RetryAfterAlways: {
    description: 'Seconds to wait before the next attempt.',
    required: true,
    schema: seconds,
    example: 5,
  },
  WwwAuthenticate: { description: 'How to authenticate.', required: true, schema: text, example: 'Bearer' },
  Location: {
    description: 'Path of the new record.',
    required: true,
    schema: { type: 'string', format: 'uri-reference' },
    example: '/v1/cartevo/customers/4d4dad81-7899-4612-a9f6-133ce56a4507',
  },
  RateLimitPolicy: {
    description:
      'What the caller may send: `q` requests in `w` seconds (draft-ietf-httpapi-ratelimit-headers-11). Not there when ' +
      'callers are not limited.',
    schema: { type: 'string', pattern: '^"default";q=\\d+;w=\\d+$' },
    example: '"default";q=6000;w=60',
  },
  RateLimit: {
    description:
      'What is left to the caller: `r` requests until `t` seconds from now (draft-ietf-httpapi-ratelimit-headers-11). ' +
      'All keys of a caller count together. Not there when callers are not limited.',
    schema: { type: 'string', pattern: '^"default";r=\\d+;t=\\d+$' },
    example: '"default";r=5999;t=60',
  },
  OperationId: {
    description: 'Id of the write: `GET /v1/operations/{operationId}`. There as soon as the write is in the ledger.',
    schema: { type: 'string', pattern: '^op_[0-9a-f]{32}$' },
    example: 'op_3f0c2f0e8f554c8e9d7b2f8f0a3f5a10',
  },
  IdempotencyReplayed: {
    description: '`true` when this is the answer that was given to the key before.',
    schema: { type: 'string', pattern: '^true$' },
    example: 'true',
  },
  Allow: { description: 'The methods of the path; there with status 405.', schema: text, example: 'GET, HEAD' },
  ...FRESHNESS_HEADERS,
} as const;

const REQUEST_ID = {
  name: 'X-Request-Id',
  in: 'header',
  required: false,
  description:
    'Id of the request for logs and support. One that is not in this form, or could be a card number, is replaced, never refused.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,128}$' },
} as const;

const REQUEST_TIMEOUT_PARAMETER = {
  name: 'Request-Timeout',
  in: 'header',
  required: false,
  description: 'Seconds that the caller waits, less than the gateway’s own limit for the provider.',
  schema: { type: 'string', pattern: REQUEST_TIMEOUT.source },
  example: '2.5',
} as const;

/** The idempotency key of the examples. */
export const DOCUMENTED_KEY = '8e03978e-40d5-43dd-bc93-6894a57f9324';

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'A value of your own, such as a UUID, for each intended write: 1 to 255 visible ASCII characters. The same key with ' +
    'the same request gets the first answer again, also after a crash or from another replica; with another request it ' +
    'is refused. Keys of callers are separate.',
  schema: { type: 'string', pattern: '^[!-~]{1,255}$' },
  example: DOCUMENTED_KEY,
} as const;

/** What is answered before an operation is reached; `default` stands for the statuses that no operation names. */
const BEFORE_THE_OPERATION: Answer = {
  description:
    'A request that never reached the operation: another method (405 with `Allow`), or a request that the HTTP parser ' +
    'refuses (400, 408, 413, 417, 431).',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/**
 * The document with what all operations share, said once: the headers of answers, the id of a request, what is answered
 * before an operation is reached, and that an operation without a key needs none.
 */
export function withSharedParts(document: OpenAPIObject): OpenAPIObject {
  for (const { operation: found, method } of operationsIn(document)) {
    const operation = found as unknown as Operation;
    operation.security ??= [];
    const ofProvider = operation.responses['504'] ? [REQUEST_TIMEOUT_PARAMETER] : [];
    const writes = ofProvider.length > 0 && method !== 'GET';
    const keys = writes ? [{ ...IDEMPOTENCY_KEY, required: needsKey(operation) }] : [];
    const kept = operation.responses['304'] !== undefined;
    const freshness = kept ? FRESHNESS_PARAMETERS : [];
    operation.parameters = [...(operation.parameters ?? []), REQUEST_ID, ...ofProvider, ...keys, ...freshness];
    operation.responses['default'] ??= structuredClone(BEFORE_THE_OPERATION);
    for (const [status, answer] of Object.entries(operation.responses)) {
      answer.description ||= 'Success.';
      const withKey = operation.security.length > 0;
      answer.headers = { ...answer.headers, ...headersOf(status, withKey), ...(kept && freshnessHeadersOf(status)) };
      if (writes && !WITHOUT_CALLER.has(status)) Object.assign(answer.headers, OF_WRITES);
    }
  }
  const headers = { ...document.components?.headers, ...HEADERS };
  return { ...document, components: { ...document.components, headers } as NonNullable<OpenAPIObject['components']> };
}

const OF_WRITES = { 'Operation-Id': ref('OperationId'), 'Idempotency-Replayed': ref('IdempotencyReplayed') };
const LIMITS = { 'RateLimit-Policy': ref('RateLimitPolicy'), RateLimit: ref('RateLimit') };
/** Answers that are given before it is known who calls. */
const WITHOUT_CALLER: ReadonlySet<string> = new Set(['401', 'default']);

/** An operation that moves money says so among its problems. */
function needsKey({ responses }: Operation): boolean {
  return responses['400']?.description.includes('`idempotency_key_required`') ?? false;
}

function headersOf(status: string, behindKey: boolean): Record<string, object> {
  const waits = ['429', '503'].includes(status) ? ref('RetryAfterAlways') : ref('RetryAfter');
  return {
    'X-Request-Id': ref('RequestId'),
    'X-Gateway-Mode': ref('GatewayMode'),
    'Cache-Control': ref('CacheControl'),
    ...(behindKey && !WITHOUT_CALLER.has(status) && LIMITS),
    ...(status === '201' && { Location: ref('Location') }),
    ...(status === '401' && { 'WWW-Authenticate': ref('WwwAuthenticate') }),
    ...(/^(?:409|429|5\d\d)$/.test(status) && { 'Retry-After': waits }),
    ...(status === 'default' && { Allow: ref('Allow') }),
  };
}

function freshnessHeadersOf(status: string): Record<string, object> {
  return ['200', '304'].includes(status) ? { Age: ref('Age'), ETag: ref('ETag') } : {};
}

function ref(header: keyof typeof HEADERS): object {
  return { $ref: `#/components/headers/${header}` };
}
