/** Who found the problem: the gateway in what the caller sent, the gateway in itself, or the provider. */
export type ErrorOrigin = 'caller' | 'gateway' | 'provider';

/** One row of the catalogue; the page at `/errors/{code}` is made of it. */
export interface ErrorEntry {
  readonly status: number;
  readonly title: string;
  readonly origin: ErrorOrigin;
  /** Whether the same request, sent again later, can succeed. */
  readonly retryable: boolean;
  readonly retryAfterSeconds?: number;
  /** What was asked for may be happening; a key keeps its repetition from doing it twice. */
  readonly underWay?: boolean;
  readonly happened: string;
  readonly todo: string;
}

type Row = readonly [status: number, title: string, happened: string, todo: string];

const caller = (row: Row): ErrorEntry => entry('caller', false, row);
const gateway = (row: Row): ErrorEntry => entry('gateway', false, row);
const gatewayBusy = (row: Row): ErrorEntry => ({ ...entry('gateway', true, row), retryAfterSeconds: 1 });
const provider = (row: Row): ErrorEntry => entry('provider', true, row);
const providerBusy = (row: Row): ErrorEntry => ({ ...provider(row), retryAfterSeconds: 5 });

/**
 * Every error code that a caller can meet, with its usual HTTP status. A closed list: a new code is a new row here.
 * The advice for the codes of a create follows the “Recommended action” column of Cartevo’s “Create Customer” page.
 */
export const ERROR_CATALOGUE = {
  malformed_request: caller([
    400,
    'Malformed request',
    'The request could not be read, or a query or header value is wrong.',
    'Correct the request: `errors[]` names the parameter or the place in the body.',
  ]),
  unauthenticated: caller([
    401,
    'Authentication needed',
    'The API key is missing or not known.',
    'Send `Authorization: Bearer <key>` with a key that is listed in `GATEWAY_API_KEYS`.',
  ]),
  forbidden: caller([
    403,
    'Not allowed',
    'The key does not have the scope that this operation needs.',
    'Use a key with the scope named in `detail`, or ask the operator to add it.',
  ]),
  route_not_found: caller([
    404,
    'No such route',
    'Nothing is served at this path.',
    'Compare the path with `/openapi.json`.',
  ]),
  provider_not_enabled: caller([
    404,
    'Provider not enabled',
    'This gateway has no credentials for the provider.',
    'Ask the operator to set the provider’s credentials, or use an enabled provider: `GET /v1/providers`.',
  ]),
  method_not_allowed: caller([
    405,
    'Method not allowed',
    'The path exists, but not for this method.',
    'Use a method from the `Allow` header.',
  ]),
  resource_not_found: caller([
    404,
    'Not found',
    'The record does not exist at the provider, or belongs to another account there.',
    'Check the id and the provider. A record made at one provider is not known to another.',
  ]),
  duplicate_customer: caller([
    409,
    'Customer exists already',
    'The provider already has a customer with this value.',
    'Fetch the existing customer instead of creating a new one; `errors[0].pointer` names the value.',
  ]),
  file_too_large: caller([
    413,
    'File too large',
    'A document file is larger than the limit.',
    'Compress the file to at most the size that `errors[]` names, and send the request again.',
  ]),
  unsupported_file_type: caller([
    415,
    'Unsupported file type',
    'A document is not a JPEG, PNG or PDF file. The content counts, not the name.',
    'Convert the document to JPEG, PNG or PDF and send the request again.',
  ]),
  body_too_large: caller([
    413,
    'Body too large',
    'The request body is larger than the limit.',
    'Send a smaller body: at most 100 KiB of JSON; a form no larger than its files may be together.',
  ]),
  unsupported_media_type: caller([
    415,
    'Unsupported media type',
    'The operation does not accept this content type, charset or content encoding.',
    'Send one of the content types that `/openapi.json` names for the operation, in UTF-8, not compressed.',
  ]),
  idempotency_key_reused: caller([
    422,
    'Idempotency key reused',
    'The key was used before with another request.',
    'Use a new key for a new request.',
  ]),
  request_in_progress: {
    ...caller([
      409,
      'Request in progress',
      'A request with this idempotency key is still running.',
      'Wait and send the same request with the same key again.',
    ]),
    retryable: true,
    retryAfterSeconds: 1,
    underWay: true,
  },
  // Not answered any more; a code that was released stays known.
  idempotency_not_available: gateway([
    501,
    'Idempotency keys not available',
    'Before version 1.1 the gateway did not keep idempotency keys.',
    'Send the request again: keys are kept now.',
  ]),
  idempotency_key_required: caller([
    400,
    'Idempotency key required',
    'The operation moves money and was sent without an idempotency key. It was not sent to the provider.',
    'Send `Idempotency-Key` with a value of your own for each intended payment, and the same one when you repeat it.',
  ]),
  ledger_unavailable: gatewayBusy([
    503,
    'Ledger not available',
    'The gateway cannot write down at the moment what it does, so it does not write to providers.',
    'Wait for `Retry-After` seconds and send the request again, with the same idempotency key: an earlier request with it may have been sent. Reads are not affected.',
  ]),
  validation_failed: caller([
    422,
    'Validation failed',
    'One or more fields are wrong. Nothing was changed.',
    'Correct every field that `errors[]` names and send the request again.',
  ]),
  customer_underage: caller([
    422,
    'Customer is under 18',
    'The date of birth is less than 18 years ago.',
    'The customer cannot be onboarded before the 18th birthday (compared in UTC).',
  ]),
  document_unreadable: caller([
    422,
    'Document unreadable',
    'The provider’s verifier could not read the document.',
    'Resubmit with a clearer scan: whole document visible, 200 DPI or more, no glare.',
  ]),
  insufficient_funds: caller([
    422,
    'Not enough money',
    'The provider’s wallet or the card does not hold what the operation needs.',
    'Top up the wallet at the provider, or use a smaller amount, and ask with a new `Idempotency-Key`. Nothing was moved.',
  ]),
  customer_not_approved: caller([
    422,
    'Customer is not approved',
    'The provider has not approved the identity of the customer, or has refused it.',
    'Wait for the provider’s decision, or have the customer hand in what is missing, and ask with a new `Idempotency-Key`.',
  ]),
  card_state_conflict: caller([
    409,
    'Card is in another state',
    'The state of the card does not allow the operation.',
    'Read the card: `allowedActions` says what is allowed in its state.',
  ]),
  unsupported_operation: caller([
    422,
    'Not offered by the provider',
    'The provider does not offer this for the record or its country.',
    'Ask the provider what it offers there. The same request would be refused again.',
  ]),
  provider_rejected: caller([
    422,
    'Provider refused the data',
    'The provider refused the data of a write in a way that the gateway does not know.',
    'Read `provider.message`, correct the data and send the request again.',
  ]),
  rate_limited: {
    ...caller([
      429,
      'Too many requests',
      'The caller sent more requests than its limit allows.',
      'Wait for `Retry-After` seconds.',
    ]),
    retryable: true,
    retryAfterSeconds: 1,
  },
  provider_auth_failed: {
    ...provider([
      502,
      'Provider refused our credentials',
      'The provider does not accept the credentials of this gateway.',
      'Nothing a caller can do. The operator checks the provider’s credentials and their rights.',
    ]),
    retryable: false,
  },
  provider_contract_violation: provider([
    502,
    'Provider answered nonsense',
    'The provider’s answer is not what its documents promise: not JSON, no id, another record, too large, a redirect.',
    'Repeat a read later. After a write read the record first. If it lasts, the provider has changed its API.',
  ]),
  provider_error: provider([
    502,
    'Provider failed',
    'The provider answered with an error of its own.',
    'Repeat a read later. After a write read the record first.',
  ]),
  provider_connection_lost: provider([
    502,
    'Connection to the provider lost',
    'The connection ended before the whole answer had arrived.',
    'Repeat a read. After a write with outcome `unknown` read the record first.',
  ]),
  provider_tls_failed: {
    ...provider([
      502,
      'TLS to the provider refused',
      'The provider’s certificate, host name or TLS version is not acceptable.',
      'Nothing a caller can do. The operator checks the base address, the certificate and `<PROVIDER>_CA_FILE`.',
    ]),
    retryable: false,
  },
  provider_rate_limited: providerBusy([
    503,
    'Provider limits us',
    'The provider has refused the call because of its rate limit.',
    'Wait for `Retry-After` seconds.',
  ]),
  provider_unavailable: providerBusy([
    503,
    'Provider not available',
    'The provider cannot be reached or says that it is not available.',
    'Wait for `Retry-After` seconds. Nothing was changed unless `outcome` is `unknown`.',
  ]),
  overloaded: gatewayBusy([
    503,
    'Gateway overloaded',
    'The gateway has too much in hand, or is shutting down.',
    'Wait for `Retry-After` seconds and send the request again.',
  ]),
  provider_timeout: provider([
    504,
    'Provider too slow',
    'The provider did not answer before the deadline.',
    'Repeat a read. After a write with outcome `unknown` read the record first.',
  ]),
  internal_error: gateway([
    500,
    'Internal error',
    'A fault of the gateway.',
    'Report it with the `requestId`. After a write read the record first.',
  ]),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

function entry(origin: ErrorOrigin, retryable: boolean, [status, title, happened, todo]: Row): ErrorEntry {
  return { status, title, origin, retryable, happened, todo };
}
