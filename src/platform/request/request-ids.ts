import { randomUUID } from 'node:crypto';

const ACCEPTED_ID = /^[A-Za-z0-9._-]{1,128}$/;
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** The caller's request id when it is acceptable, else a new one. */
export function toRequestId(header: unknown): string {
  return typeof header === 'string' && ACCEPTED_ID.test(header) ? header : randomUUID();
}

/**
 * The trace context to send upstream: a valid `traceparent` of the caller as it came, else null (W3C Trace Context).
 */
export function toTraceparent(header: unknown): string | null {
  const [whole, version, traceId, parentId, , rest] = TRACEPARENT.exec(typeof header === 'string' ? header : '') ?? [];
  if (whole === undefined || version === 'ff' || /^0+$/.test(traceId ?? '') || /^0+$/.test(parentId ?? '')) return null;
  // Only later versions may have more parts.
  return version === '00' && rest !== undefined ? null : whole;
}
