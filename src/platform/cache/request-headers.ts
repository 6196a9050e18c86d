const DIRECTIVE = '(?:(?:max-age|stale-if-error)=[0-9]{1,10}|no-cache|no-store)';
const ENTITY_TAG = '(?:W/)?"[!#-~]*"';

/** Form of `Cache-Control` as callers should send it; more is accepted (see `freshnessOf`). */
export const FRESHNESS = `^${DIRECTIVE}(?:, ${DIRECTIVE})*$`;

/** Form of `If-None-Match`. */
export const ENTITY_TAGS = `^(?:\\*|${ENTITY_TAG}(?:, ${ENTITY_TAG})*)$`;
