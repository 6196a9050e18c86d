import type { GatewayRequest } from '../platform/request/request-state.js';
import type { Operation } from './provider.js';
import type { RecordQuery } from './queries.js';

/** What an operation is about: one record of the provider by its own id, or a list by what was asked of it. */
export type Subject =
  { readonly id: string } | { readonly list: Readonly<Record<string, string | number | null | undefined>> };

/** One operation that a caller asked for. */
export interface OperationCall {
  readonly provider: string;
  readonly operation: Operation;
  readonly request: GatewayRequest;
  /** The request carries files, which may take longer. */
  readonly upload?: boolean;
  /** Personal values of the request, which must not come back inside a provider’s message. */
  readonly sent?: readonly string[];
  /** How the caller wants the records read. */
  readonly query?: Pick<RecordQuery, 'include' | 'explain'>;
}

/** A read; all that makes its answer another one is in here. */
export interface ReadCall extends OperationCall {
  readonly subject: Subject;
  /** The provider is asked to look anew itself, which nothing that was read before can stand for. */
  readonly refresh?: boolean;
  /** A search that finds nothing is an empty list, whatever status the provider uses for that. */
  readonly emptyWhenNotFound?: boolean;
}
