import { GatewayError } from '../../canonical/errors.js';

/** How old an answer a caller accepts, as its `Cache-Control` says (RFC 9111, section 5.2.1; RFC 5861, section 4). */
export interface Freshness {
  /** Oldest answer that will do, in seconds; 0: it has to be asked for now. */
  readonly maxAge: number;
  /** Oldest answer that will do when the provider fails, in seconds. */
  readonly staleIfError: number;
  /** The provider must be asked after this request came in. */
  readonly noCache: boolean;
  /** The answer must not be kept. */
  readonly noStore: boolean;
}

/** What a caller gets that says nothing: the provider is asked. */
export const LIVE: Freshness = { maxAge: 0, staleIfError: 0, noCache: false, noStore: false };

/** The longest time that HTTP counts (RFC 9111, section 1.2.2). */
const LONGEST_SECONDS = 2_147_483_648;
const SECONDS = /^(?:\d+|"\d+")$/;
// Commas inside of quoted text do not separate.
const ELEMENTS = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g;
const MOST_REMEMBERED = 200;

const remembered = new Map<string, Freshness>();

/**
 * Reads `Cache-Control` of a request. Unknown directives are ignored, as RFC 9111 demands; of one that comes twice the
 * stricter counts. Throws `malformed_request` when a time is not a whole number of seconds.
 */
export function freshnessOf(header: string | undefined): Freshness {
  if (header === undefined) return LIVE;
  const known = remembered.get(header);
  if (known) return known;
  const freshness = parse(header);
  // Callers send the same few texts again and again.
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(header, freshness);
  return freshness;
}

function parse(header: string): Freshness {
  const times: Record<string, number> = {};
  const flags = new Set<string>();
  for (const [element] of header.matchAll(ELEMENTS)) {
    const [name = '', ...rest] = element.trim().split('=');
    const directive = name.toLowerCase();
    if (directive === 'max-age' || directive === 'stale-if-error') {
      const seconds = toSeconds(directive, rest.join('='));
      times[directive] = Math.min(seconds, times[directive] ?? seconds);
    } else flags.add(directive);
  }
  return {
    maxAge: times['max-age'] ?? 0,
    staleIfError: times['stale-if-error'] ?? 0,
    noCache: flags.has('no-cache'),
    noStore: flags.has('no-store'),
  };
}

function toSeconds(directive: string, text: string): number {
  if (SECONDS.test(text)) return Math.min(Number(text.replaceAll('"', '')), LONGEST_SECONDS);
  throw new GatewayError('malformed_request', {
    detail: 'The Cache-Control header is wrong.',
    problems: [
      { parameter: 'Cache-Control', code: 'not_seconds', detail: `${directive} must be a whole number of seconds` },
    ],
  });
}
