import type { DataOrigin } from '../canonical/enums.js';
import type { GatewayError } from '../canonical/errors.js';
import type { Warning } from '../canonical/response.js';
import { entityTagOf, matchesEntityTag } from '../platform/cache/entity-tag.js';
import { ageOf, type Asked, type KeptAnswer, type PresentedAnswer } from '../platform/cache/kept-answer.js';
import type { Mapped, MappedPage } from './provider.js';

/** An answer with how it was come by. */
export interface ServedAnswer {
  readonly answer: KeptAnswer;
  readonly from: DataOrigin;
  /** What a stale answer stands in for. */
  readonly failure?: GatewayError;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const STALE = {
  code: 'stale',
  pointer: '',
  detail: 'the provider has failed; this is what it said before, see `meta.sources`',
} satisfies Warning;
const STALE_JSON = JSON.stringify(STALE);

/**
 * What the provider said, written once for everybody who gets it. The tag is over `data`, and over the position in a
 * list: a page that has got a next one is another answer.
 */
export function toKeptAnswer(mapped: Mapped<unknown> | MappedPage<unknown>, explain: boolean): KeptAnswer {
  const data = JSON.stringify(mapped.data);
  const page = 'page' in mapped ? `,"page":${JSON.stringify(mapped.page)}` : '';
  return {
    data,
    warnings: JSON.stringify(mapped.warnings),
    rest: (explain ? `,"explain":${JSON.stringify(mapped.explanations)}` : '') + page,
    entityTag: entityTagOf(page === '' ? data : data + page),
    asOf: Date.now(),
  };
}

/** A read as it is sent to one caller. */
export function present(
  provider: string,
  { answer, from }: ServedAnswer,
  { requestId, ifNoneMatch }: Asked,
): PresentedAnswer {
  const headers = ['ETag', answer.entityTag, 'Age', `${Math.floor(ageOf(answer) / 1000)}`];
  const stale = from === 'stale';
  // A 304 has no place to say that the provider has failed.
  if (!stale && matchesEntityTag(ifNoneMatch, answer.entityTag)) return { status: 304, headers, text: undefined };
  const warnings = stale ? withStale(answer.warnings) : answer.warnings;
  const asOf = new Date(answer.asOf).toISOString();
  // The id is of a form that needs no escape, and so is a provider’s name.
  const text =
    `{"data":${answer.data},"meta":{"requestId":"${requestId}",` +
    `"sources":[{"provider":"${provider}","asOf":"${asOf}","from":"${from}"}],"warnings":${warnings}${answer.rest}}}`;
  return { status: 200, headers: ['Content-Type', JSON_TYPE, ...headers], text };
}

function withStale(warnings: string): string {
  return warnings === '[]' ? `[${STALE_JSON}]` : `[${STALE_JSON},${warnings.slice(1)}`;
}
