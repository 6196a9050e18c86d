import { hash } from 'node:crypto';
import type { DataCipher } from '../privacy/data-cipher.js';
import type { RecordedAnswer } from './operation-record.js';

/** What of a write is stored only in a form that nobody else can read. */
export class LedgerSeals {
  constructor(private readonly cipher: DataCipher) {}

  /** Digest of an idempotency key, by which it is found again under any data key. */
  keyHash(key: string): string {
    return hash('sha256', key, 'base64url');
  }

  /** Digests of all that was asked, keyed since fields can be guessed; under every data key, so that one is in common. */
  fingerprint(asked: string): string {
    return this.cipher
      .namesOf(asked)
      .map(({ keyId, name }) => `${keyId}=${name}`)
      .join(' ');
  }

  /** Whether both are of the same request; null when they have no data key in common. */
  sameRequest(stored: string, asked: string): boolean | null {
    const known = new Map(stored.split(' ').map((entry) => entry.split('=', 2) as [string, string]));
    const comparable = this.cipher.namesOf(asked).filter(({ keyId }) => known.has(keyId));
    if (comparable.length === 0) return null;
    return comparable.every(({ keyId, name }) => known.get(keyId) === name);
  }

  sealEvidence(id: string, evidence: unknown): string {
    return this.cipher.seal(JSON.stringify(evidence), `evidence ${id}`).toString('base64');
  }

  /** Null when the data key is not known any more. */
  openEvidence(id: string, sealed: string): unknown {
    const text = this.cipher.open(Buffer.from(sealed, 'base64'), `evidence ${id}`);
    return text === null ? null : (JSON.parse(text) as unknown);
  }

  sealAnswer(id: string, answer: RecordedAnswer): string {
    return this.cipher.seal(JSON.stringify(answer), `answer ${id}`).toString('base64');
  }

  openAnswer(id: string, sealed: string): RecordedAnswer | null {
    const text = this.cipher.open(Buffer.from(sealed, 'base64'), `answer ${id}`);
    return text === null ? null : (JSON.parse(text) as RecordedAnswer);
  }
}
