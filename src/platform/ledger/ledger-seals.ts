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

  /** Whether stored digests are of the same as this text; null when they have no data key in common. */
  sameRequest(stored: string, asked: string): boolean | null {
    return sameDigests(stored, this.fingerprint(asked));
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

/** Whether digests, each with the id of its data key, are of the same text; null when they have no key in common. */
export function sameDigests(one: string, other: string): boolean | null {
  const known = digestsByKey(one);
  const common = [...digestsByKey(other)].filter(([keyId]) => known.has(keyId));
  return common.length === 0 ? null : common.every(([keyId, digest]) => known.get(keyId) === digest);
}

function digestsByKey(digests: string): Map<string, string> {
  return new Map(digests.split(' ').map((entry) => entry.split('=', 2) as [string, string]));
}
