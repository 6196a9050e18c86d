import type { GatewayRequest } from '../platform/request/request-state.js';
import type { Operation } from './operations.js';
import type { OperationContext } from './provider.js';
import type { RecordQuery } from './queries.js';
import type { Evidence } from './reconciliation.js';

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

/** A write, with what it takes to carry it out once and to find out later what became of it. */
export interface WriteCall extends OperationCall {
  /** The record it is about, by the provider’s own id; null when it makes a new one. */
  readonly target: string | null;
  /** All that makes it another request than one with the same key: the parsed fields, files by their SHA-256. */
  readonly asked: () => unknown;
  /** By what its effect can be recognised later; may need a read before anything is sent. */
  readonly evidence?: Evidence | ((context: OperationContext) => Promise<Evidence>);
  /** What of the evidence tells its effect from that of others at the provider; all but its lists when not said. */
  readonly effect?: Evidence;
  /** Path of the read by which a person finds out what became of it. */
  readonly check: string;
  /** Path below which what comes out of it can be read by its id; sent as `Location`. */
  readonly location?: string;
}

/** A route says before its call which operation it asks for; one that asks for another would be counted as that. */
export function requireNamed({ operation, request }: OperationCall): void {
  const { access } = request.routeOptions.config;
  if (access?.open === false && access.operation === operation) return;
  throw new Error(`${request.routeOptions.url} asks for ${operation}, which it does not name`);
}
