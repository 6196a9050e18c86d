import { randomUUID } from 'node:crypto';

const ACCEPTED_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** The caller's request id when it is acceptable, else a new one. */
export function toRequestId(header: unknown): string {
  return typeof header === 'string' && ACCEPTED_ID.test(header) ? header : randomUUID();
}
