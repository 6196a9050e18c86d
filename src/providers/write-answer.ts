import type { Meta } from '../canonical/response.js';
import type { Mapped } from './provider.js';

/** What a write is answered with. */
export interface Answer<T> {
  readonly data: T;
  readonly meta: Meta;
}

/** The answer of a write whose record the provider has just given. */
export function toAnswer<T>(
  mapped: Mapped<T>,
  { provider, requestId }: { readonly provider: string; readonly requestId: string },
): Answer<T> {
  return {
    data: mapped.data,
    meta: {
      requestId,
      sources: [{ provider, asOf: new Date().toISOString(), from: 'live' }],
      warnings: [...mapped.warnings],
    },
  };
}
