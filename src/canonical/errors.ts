import { ERROR_CATALOGUE, type ErrorCode, type ErrorEntry, type ErrorOrigin } from './error-catalogue.js';
import { StacklessError } from './stackless-error.js';

/**
 * Whether this request can have had the effect that it asked for; an earlier one with the same idempotency key may have
 * had it all the same. Only a write can be `unknown`.
 */
export type Outcome = 'not_sent' | 'rejected' | 'unknown';

/** One thing wrong with a request: in the body (`pointer`) or in query, header or path (`parameter`). */
export interface FieldProblem {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly code: string;
  readonly detail: string;
}

/** What the provider said, as far as it is safe to repeat. */
export interface ProviderReport {
  readonly name: string;
  readonly httpStatus: number | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly correlationId: string | null;
}

export interface GatewayErrorOptions {
  readonly detail?: string;
  readonly problems?: readonly FieldProblem[];
  /** Defaults to the usual status of the code. */
  readonly status?: number;
  readonly origin?: ErrorOrigin;
  readonly outcome?: Outcome;
  readonly retryAfterSeconds?: number | null;
  /** Defaults to what is usual for the code: whether the same request can succeed later. */
  readonly retryable?: boolean;
  readonly provider?: ProviderReport | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/**
 * The only error that reaches callers. Its message is made of our own words and cleaned provider words: it never
 * holds a credential, a personal value or a piece of the input.
 */
export class GatewayError extends StacklessError {
  readonly status: number;
  readonly origin: ErrorOrigin;
  readonly outcome: Outcome;
  readonly retryAfterSeconds: number | null;
  private readonly retryable: boolean;
  readonly problems: readonly FieldProblem[];
  readonly provider: ProviderReport | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: ErrorCode,
    options: GatewayErrorOptions = {},
  ) {
    const entry: ErrorEntry = ERROR_CATALOGUE[code];
    super(options.detail ?? entry.happened, { cause: options.cause });
    this.name = 'GatewayError';
    this.status = options.status ?? entry.status;
    this.origin = options.origin ?? entry.origin;
    this.outcome = options.outcome ?? usualOutcome(entry);
    this.retryAfterSeconds = options.retryAfterSeconds ?? entry.retryAfterSeconds ?? null;
    this.retryable = options.retryable ?? entry.retryable;
    this.problems = options.problems ?? [];
    this.provider = options.provider ?? null;
    this.headers = options.headers ?? {};
  }

  /** True when sending the same request again is useful and cannot do anything twice. */
  get retrySafe(): boolean {
    const { underWay = false }: ErrorEntry = ERROR_CATALOGUE[this.code];
    return this.retryable && (this.outcome !== 'unknown' || underWay);
  }
}

function usualOutcome({ origin, underWay }: ErrorEntry): Outcome {
  if (underWay) return 'unknown';
  return origin === 'provider' ? 'rejected' : 'not_sent';
}
