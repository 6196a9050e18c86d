import type { FastifyReply } from 'fastify';
import type { DataOrigin } from '../canonical/enums.js';
import type { GatewayError } from '../canonical/errors.js';
import type { Warning } from '../canonical/response.js';
import { entityTagOf, matchesEntityTag } from '../platform/cache/entity-tag.js';
import { ageOf, type KeptAnswer } from '../platform/cache/kept-answer.js';
import type { GatewayRequest } from '../platform/request/request-state.js';
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

/** Sets the headers of a read and makes its text; undefined when the caller has this answer already (304). */
export function present(
  { answer, from }: ServedAnswer,
  { provider, request, reply }: { provider: string; request: GatewayRequest; reply: FastifyReply },
): string | undefined {
  reply.header('ETag', answer.entityTag).header('Age', `${Math.floor(ageOf(answer) / 1000)}`);
  if (matchesEntityTag(request.headers['if-none-match'], answer.entityTag)) {
    reply.code(304);
    return undefined;
  }
  reply.header('Content-Type', JSON_TYPE);
  const warnings = from === 'stale' ? withStale(answer.warnings) : answer.warnings;
  const asOf = new Date(answer.asOf).toISOString();
  // The id is of a form that needs no escape, and so is a provider’s name.
  return (
    `{"data":${answer.data},"meta":{"requestId":"${request.gateway.id}",` +
    `"sources":[{"provider":"${provider}","asOf":"${asOf}","from":"${from}"}],"warnings":${warnings}${answer.rest}}}`
  );
}

function withStale(warnings: string): string {
  return warnings === '[]' ? `[${STALE_JSON}]` : `[${STALE_JSON},${warnings.slice(1)}`;
}
