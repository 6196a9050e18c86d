import { randomUUID } from 'node:crypto';
import { holdsCardData } from '../privacy/card-data.js';

const ACCEPTED_ID = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * The caller's request id when it is acceptable, else a new one. An id that could be card data is not: it would stand
 * hidden in the log, where nobody could find it.
 */
export function toRequestId(header: unknown): string {
  return typeof header === 'string' && ACCEPTED_ID.test(header) && !holdsCardData(header) ? header : randomUUID();
}
