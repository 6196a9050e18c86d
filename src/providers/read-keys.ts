import type { Place } from '../platform/cache/cache-store.js';
import type { OperationCall, ReadCall } from './operation-call.js';
import { withoutPrefix } from './provider-id.js';

export interface ReadKeys {
  /** All that makes the answer another one. */
  readonly key: string;
  /** Where the answer is kept; null for one with sensitive values, which is kept nowhere. */
  readonly place: Place | null;
}

/** What a read is shared and kept under. A scenario of the sandbox is part of the question. */
export function keysOf(call: ReadCall, scenario: string | null): ReadKeys {
  const { provider, operation, subject, query, refresh = false } = call;
  const plain = JSON.stringify([provider, operation, subject, query?.explain === 'true', scenario]);
  if (query?.include === 'sensitive') return { key: `${plain} sensitive ${refresh}`, place: null };
  // What the provider has looked up anew is the answer to the plain question as well.
  const about = 'id' in subject ? recordSubject(provider, subject.id) : listsSubject(provider);
  return { key: refresh ? `${plain} refresh` : plain, place: { key: plain, subject: about } };
}

/** What a read is about, by its route alone: equal whenever the keys are, and for some others as well. */
export function aboutOf({ provider, operation, request }: OperationCall): string {
  const { id = '' } = request.params as { id?: string };
  return `${operation} ${provider} ${withoutPrefix(id, provider)}`;
}

/**
 * What a write has changed: the record it was about, the one that came out of it, the card and the owner that this one
 * names, and every list and search of the provider. A write that failed may have happened all the same; which record it
 * would have made is not known.
 */
export function changedSubjects(
  provider: string,
  record: object | null,
  target: string | null = null,
): readonly string[] {
  const { providerId, customerId, cardId } = (record ?? {}) as Readonly<Record<string, unknown>>;
  const named = [customerId, cardId].map((id) => (typeof id === 'string' ? id.slice(provider.length + 1) : null));
  const ids = [...new Set([target, providerId, ...named])].filter((id) => typeof id === 'string');
  return [listsSubject(provider), ...ids.map((id) => recordSubject(provider, id))];
}

function listsSubject(provider: string): string {
  return `lists of ${provider}`;
}

/** Some providers take their ids in either case. */
function recordSubject(provider: string, id: string): string {
  return `${provider}:${id.toLowerCase()}`;
}
