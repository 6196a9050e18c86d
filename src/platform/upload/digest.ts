import { hash } from 'node:crypto';

/** SHA-256 of the bytes, in base64url. */
export function digestOf(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'base64url');
}
