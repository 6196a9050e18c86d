import { hash } from 'node:crypto';

/** Bytes that stand as their SHA-256 (base64url) in JSON, and are digested only if that is written. */
export class Digested {
  constructor(private readonly bytes: Uint8Array) {}

  toJSON(): string {
    return hash('sha256', this.bytes, 'base64url');
  }
}
