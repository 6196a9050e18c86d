import { Refusal, jsonReply } from '../../platform/simulation/simulated-exchange.js';
import type { SimulatedReply, SimulatedRequest } from '../../platform/simulation/simulated-exchange.js';

/** The `statusCode` inside says 200 whatever the HTTP status. */
export function envelope(status: number, data: unknown, beside: Record<string, unknown> = {}): SimulatedReply {
  const body = { success: true, statusCode: 200, message: 'Data retrieved successfully', data, ...beside };
  return jsonReply(status, body);
}

/** One page of a list with its block, under whichever name the scenario wants; pages are counted from `first`. */
export function paged(
  items: readonly unknown[],
  { query, scenario }: SimulatedRequest,
  { first, limit: usual }: { readonly first: 0 | 1; readonly limit: number },
): SimulatedReply {
  const page = wholeNumber(query.get('page') ?? `${first}`, 'page', first);
  const limit = Math.min(wholeNumber(query.get('limit') ?? `${usual}`, 'limit', 1), 100);
  if (scenario?.name === 'unpaginated') return envelope(200, items);
  const total = items.length;
  const block = { page, limit, total, totalPages: Math.ceil(total / limit) };
  const start = (page - first) * limit;
  const shown = items.slice(start, start + limit);
  return envelope(200, shown, scenario?.name === 'list-meta' ? { meta: block } : { pagination: block });
}

function wholeNumber(text: string, name: string, least: number): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) throw new Refusal(400, `${name} must not be less than ${least}`);
  return Number(text);
}
