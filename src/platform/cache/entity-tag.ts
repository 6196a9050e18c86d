import { hash } from 'node:crypto';

// 132 bits: nobody meets two different answers with the same tag.
const LENGTH = 22;
const OPAQUE_TAGS = /"([\x21\x23-\x7e\x80-\xff]*)"/g;

/** A weak entity tag over a text (RFC 9110, section 8.8.3): the same text has the same tag, wherever it comes from. */
export function entityTagOf(text: string): string {
  return `W/"${hash('sha256', text, 'base64url').slice(0, LENGTH)}"`;
}

/** Whether `If-None-Match` names the tag, by the weak comparison (RFC 9110, section 13.1.2). What is no tag is passed over. */
export function matchesEntityTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  // The usual case: one tag, as it was given out.
  if (header === tag || header.trim() === '*') return true;
  const opaque = tag.slice(3, -1);
  for (const [, candidate] of header.matchAll(OPAQUE_TAGS)) if (candidate === opaque) return true;
  return false;
}
