import type { FieldTable } from './field-table.js';
import { gatewayId, text } from './text.js';

/** The rows that every record begins with: the gateway’s id, the provider, and the provider’s own id. */
export function identityRows(provider: string, idKey: string): FieldTable {
  // The reader has already refused an id that could be card data.
  const id = { from: [idKey], sensitivity: 'public', promised: true, cardNumberAllowed: () => true } as const;
  return [
    { to: 'id', ...id, transform: gatewayId(provider) },
    { to: 'provider', constant: provider, because: 'the provider itself' },
    { to: 'providerId', ...id, transform: text },
  ];
}
