import type { Meta } from '../canonical/response.js';
import type { OperationCall } from './operation-call.js';
import type { Mapped } from './provider.js';

/** What a write is answered with. */
export interface Answer<T> {
  readonly data: T;
  readonly meta: Meta;
}

/** The answer of a write that has just been carried out. */
export function toAnswer<T>(mapped: Mapped<T>, { provider, request }: OperationCall): Answer<T> {
  return {
    data: mapped.data,
    meta: {
      requestId: request.gateway.id,
      sources: [{ provider, asOf: new Date().toISOString(), from: 'live' }],
      warnings: [...mapped.warnings],
    },
  };
}
