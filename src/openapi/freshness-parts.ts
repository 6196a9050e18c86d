import { ENTITY_TAGS, FRESHNESS } from '../platform/cache/request-headers.js';

/** What a caller can ask of a read with plain HTTP, and what the answer says of its age. */
export const FRESHNESS_PARAMETERS = [
  {
    name: 'Cache-Control',
    in: 'header',
    required: false,
    description:
      'How old the answer may be; without it the provider is asked. `max-age=N`: an answer of the last N seconds will ' +
      'do. `stale-if-error=N`: so will one of the last N seconds if the provider fails. `no-cache`: the provider is ' +
      'asked after this request has come in, alone or for others of the same moment. `no-store`: the answer is not ' +
      'kept. What is kept at all is bounded by the gateway (`GATEWAY_CACHE_SECONDS`). Other directives are ignored.',
    schema: { type: 'string', pattern: FRESHNESS },
  },
  {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description:
      'The `ETag` of an earlier answer: when `data` is still the same, the answer is 304 without a body; 200 all the ' +
      'same when it stands in for a failure (`stale-if-error`).',
    schema: { type: 'string', pattern: ENTITY_TAGS },
  },
] as const;

/** Headers of a read, by the name of their component. */
export const FRESHNESS_HEADERS = {
  Age: {
    description: 'Seconds since the provider said so.',
    required: true,
    schema: { type: 'integer', minimum: 0 },
    example: 0,
  },
  ETag: {
    description: 'Weak tag over `data`, and over the position of a list; live or kept, the same data has the same tag.',
    required: true,
    schema: { type: 'string', pattern: '^W/"[A-Za-z0-9_-]{22}"$' },
    example: 'W/"rL0Y20zC-Fzt72VPzMSk2A"',
  },
} as const;
