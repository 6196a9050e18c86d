import type { ErrorCode } from '../canonical/error-catalogue.js';
import { SCOPES, type Scope } from '../platform/auth/api-keys.js';
import type { SampleBody, SampleRequest } from './record-examples-samples.js';

/** The gateways that examples are recorded at, by what is the matter with each. */
export type GatewayKind =
  | 'sandbox'
  | 'limited'
  | 'surprised'
  | 'impatient'
  | 'closing'
  | 'faultyProviders'
  | 'faulty'
  | 'withoutProvider'
  | 'withoutLedger'
  | 'withoutTls';

/** One way to provoke an answer; whether it worked is seen by the answer. */
export interface Attempt {
  /** The ordinary sandbox unless said otherwise. */
  readonly at?: GatewayKind;
  /** Only for a response with this status. */
  readonly status?: number;
  /** The requests to try in turn, made of the one that succeeds; itself when nothing is said. */
  readonly change?: (request: SampleRequest) => SampleRequest[];
  /** Sends them all at once. */
  readonly together?: true;
}

export const KEY = 'key-of-the-recording';

/** As the document calls it. */
export const KEY_HEADER = 'Idempotency-Key';
let keys = 0;

/** A key that allows nothing but this. */
export function keyFor(scope: Scope): string {
  return `key-for-${scope}`;
}

const MEBIBYTE = 1024 * 1024;
// Nobody born then comes of age before 2044.
const A_CHILD = '2026-01-01';
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// Less than any card may hold, more than any wallet or card of the sandbox does.
const MORE_THAN_THERE_IS = 999_999;

/**
 * How to provoke each error code at any operation whatever. A new provider or operation needs nothing here; a code that
 * the sandbox cannot be brought to has no row.
 */
export const ATTEMPTS: Readonly<Partial<Record<ErrorCode, readonly Attempt[]>>> = {
  malformed_request: [
    { status: 408, at: 'impatient', change: (request) => [{ ...request, stalls: true }] },
    { status: 400, change: wrongParameters },
    { status: 400, change: (request) => [{ ...request, withoutHost: true }] },
  ],
  unauthenticated: [{ change: (request) => [withHeaders(request, { authorization: '' })] }],
  forbidden: [
    { change: (request) => SCOPES.map((scope) => withHeaders(request, { authorization: `Bearer ${keyFor(scope)}` })) },
  ],
  rate_limited: [{ at: 'limited', change: (request) => [request, request, request] }],
  provider_not_enabled: [{ at: 'withoutProvider' }],
  resource_not_found: [{ change: otherIds }, { change: (request) => withText(request, UUID, otherId) }],
  duplicate_customer: [{ change: (request) => withMark(request, 'duplicate') }],
  document_unreadable: [{ change: (request) => withMark(request, 'unreadable') }],
  customer_underage: [{ change: (request) => withText(request, /^\d{4}-\d\d-\d\d$/, () => A_CHILD) }],
  validation_failed: [{ change: wrongFields }, { change: withUnknownField }],
  file_too_large: [{ change: (request) => withFiles(request, Buffer.alloc(16 * MEBIBYTE)) }],
  unsupported_file_type: [{ change: (request) => withFiles(request, Buffer.from('Not a scan.')) }],
  body_too_large: [
    { change: (request) => withText(request, /@/, (email) => email.padEnd(MEBIBYTE / 8, 'x')) },
    { change: (request) => [{ ...request, body: { kind: 'json', value: { padding: 'x'.repeat(MEBIBYTE / 8) } } }] },
  ],
  unsupported_media_type: [{ change: (request) => [{ ...request, body: { kind: 'text', text: 'Amina Testou' } }] }],
  idempotency_key_reused: [{ change: reusedKey }],
  request_in_progress: [{ change: sameKey, together: true }],
  ledger_unavailable: [{ at: 'withoutLedger' }],
  idempotency_key_required: [{ change: (request) => [withHeaders(request, { [KEY_HEADER]: '' })] }],
  insufficient_funds: [{ change: (request) => withAmounts(request, MORE_THAN_THERE_IS) }],
  customer_not_approved: [...scenario('kyc:pending'), ...scenario('not-approved')],
  card_state_conflict: scenario('card-state:pending'),
  unsupported_operation: scenario('country-unsupported'),
  provider_rejected: scenario('refused'),
  provider_auth_failed: scenario('unauthorized'),
  provider_contract_violation: scenario('html'),
  provider_error: scenario('server-error'),
  provider_connection_lost: scenario('connection-reset'),
  provider_rate_limited: scenario('rate-limited:60'),
  provider_unavailable: scenario('unavailable'),
  provider_timeout: scenario('timeout', 'impatient'),
  provider_tls_failed: [{ at: 'withoutTls' }],
  overloaded: [{ at: 'closing' }],
  internal_error: [{ at: 'faultyProviders' }, { at: 'faulty' }],
};

/** A key that was used for another body, or for another record. */
function reusedKey(request: SampleRequest): SampleRequest[] {
  const first = withHeaders(request, { [KEY_HEADER]: `used-before-${++keys}` });
  const others = withText(first, /^[^@]+@[^@]+$/, (email) => email.replace('@', '.other@'));
  return [first, ...others, ...withAmounts(first, 200), ...otherIds(first)];
}

/** The same request twice, which takes a while. */
function sameKey(request: SampleRequest): SampleRequest[] {
  const slow = { [KEY_HEADER]: `twice-${++keys}`, 'x-sandbox-scenario': 'latency:400;method=POST' };
  const one = withHeaders(
    request,
    request.method === 'PATCH' ? { ...slow, 'x-sandbox-scenario': 'latency:400' } : slow,
  );
  return [one, one];
}

function scenario(name: string, at: GatewayKind = 'sandbox'): Attempt[] {
  return [{ at, change: (request) => [withHeaders(request, { 'x-sandbox-scenario': name })] }];
}

function withHeaders(request: SampleRequest, headers: Record<string, string>): SampleRequest {
  return { ...request, headers: { ...request.headers, ...headers } };
}

/** A wrong value for each parameter of the query, then one that does not exist. */
function wrongParameters(request: SampleRequest): SampleRequest[] {
  const names = [...Object.keys(request.query), 'include', 'no-such-parameter'];
  return names.map((name) => ({ ...request, query: { ...request.query, [name]: 'no-such-value' } }));
}

/** Ids in the same form that nobody has, then ids in no form at all. */
function otherIds(request: SampleRequest): SampleRequest[] {
  const changes = [otherId, (value: string) => `no_such_${value}`];
  return changes.map((change) => {
    const values = Object.entries(request.pathParameters).map(([name, value]) => [name, change(value)]);
    return { ...request, pathParameters: Object.fromEntries(values) as Record<string, string> };
  });
}

function otherId(id: string): string {
  return id.replaceAll(/\d/g, '0');
}

/** The body with every amount in it replaced. */
function withAmounts({ body, ...request }: SampleRequest, amountMinor: number): SampleRequest[] {
  if (body?.kind !== 'json') return [];
  const replace = (key: string, value: unknown) => (key === 'amountMinor' ? amountMinor : value);
  const value = JSON.parse(JSON.stringify(body.value, replace)) as Record<string, unknown>;
  return [{ ...request, body: { kind: 'json', value } }];
}

/** The simulators look for their magic words behind a plus in the e-mail address. */
function withMark(request: SampleRequest, mark: string): SampleRequest[] {
  return withText(request, /^[^@]+@[^@]+$/, (email) => email.replace('@', `+${mark}@`));
}

function withText({ body, ...request }: SampleRequest, form: RegExp, change: (text: string) => string) {
  const replace = (_: string, value: unknown) =>
    typeof value === 'string' && form.test(value) ? change(value) : value;
  if (body === null || body.kind === 'text') return [];
  const files = body.kind === 'form' ? body.files : {};
  const changed = JSON.parse(JSON.stringify({ ...body, files: undefined }, replace)) as SampleBody;
  return [{ ...request, body: (body.kind === 'form' ? { ...changed, files } : changed) as SampleBody }];
}

/** The first field missing, another one wrong. */
function wrongFields({ body, ...request }: SampleRequest): SampleRequest[] {
  if (body?.kind !== 'json') return [];
  const [missing = ''] = Object.keys(body.value);
  const value = Object.fromEntries(Object.entries(body.value).filter(([name]) => name !== missing));
  return withText({ ...request, body: { kind: 'json', value } }, /@/, () => 'not-an-address');
}

function withUnknownField(request: SampleRequest): SampleRequest[] {
  return withField(request, 'no such field');
}

/** A field more that nobody knows; of a request without a body, the only one. */
function withField({ body, ...request }: SampleRequest, text: string): SampleRequest[] {
  if (body === null) return [{ ...request, body: { kind: 'json', value: { noSuchField: text } } }];
  if (body.kind === 'text') return [];
  if (body.kind === 'json') return [{ ...request, body: { ...body, value: { ...body.value, noSuchField: text } } }];
  return [{ ...request, body: { ...body, fields: { ...body.fields, noSuchField: text } } }];
}

function withFiles({ body, ...request }: SampleRequest, bytes: Buffer): SampleRequest[] {
  if (body?.kind !== 'form') return [];
  const [first = ''] = Object.keys(body.files);
  return [{ ...request, body: { ...body, files: { ...body.files, [first]: bytes } } }];
}
