import type { TransactionDirection } from '../../canonical/enums.js';
import type { Money } from '../../canonical/money.js';
import { money } from '../mapping/amounts.js';
import type { MappingContext } from '../mapping/mapping-context.js';
import { DIRECTION_BY_KIND, KIND_BY_TYPE } from './cartevo.transaction.statuses.js';

/** Which way the money of a transaction moves, by its type; unknown for a type that is not. */
export function direction(type: unknown): TransactionDirection {
  const kind = typeof type === 'string' && Object.hasOwn(KIND_BY_TYPE, type) ? KIND_BY_TYPE[type] : undefined;
  return (kind && DIRECTION_BY_KIND[kind]) ?? 'unknown';
}

/** Money that moved. What a sign would mean no document says. */
export function movedMoney(values: Readonly<Record<string, unknown>>, context: MappingContext): Money | null {
  const moved = money(values, context);
  if (moved === null || moved.amountMinor >= 0) return moved;
  return context.invalid('an amount without a sign');
}
