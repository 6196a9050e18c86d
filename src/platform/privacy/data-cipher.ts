import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { DataKey } from './data-keys.js';

const CIPHER = 'aes-256-gcm';
const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 2;

/**
 * Encrypts what is stored outside of the process: AES-256-GCM with a random nonce. The first key writes, all read. A
 * sealed value is bound to its context (where it is stored), so that nobody can move it to another place.
 *
 * Layout: format, length of the key id, key id, nonce, tag, ciphertext.
 */
export class DataCipher {
  private readonly keys: ReadonlyMap<string, Buffer>;
  private readonly first: DataKey;
  private readonly nameKeys: readonly DataKey[];

  /** `keys` holds at least one. */
  constructor(keys: readonly DataKey[]) {
    const [first] = keys;
    if (first === undefined) throw new Error('a cipher needs a key');
    this.first = first;
    this.keys = new Map(keys.map(({ id, bytes }) => [id, bytes]));
    this.nameKeys = keys.map(({ id, bytes }) => {
      return { id, bytes: Buffer.from(hkdfSync('sha256', bytes, '', 'names of stored values', 32)) };
    });
  }

  seal(text: string, context: string): Buffer {
    const { id, bytes } = this.first;
    const header = Buffer.from([FORMAT, id.length, ...Buffer.from(id)]);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, bytes, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.concat([header, Buffer.from(context)]));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([header, nonce, cipher.getAuthTag(), body]);
  }

  /** The text; null when the key is not known (any more), or when the value or its context is not what was sealed. */
  open(sealed: Buffer, context: string): string | null {
    const bodyAt = HEADER_BYTES + (sealed[1] ?? 0) + NONCE_BYTES + TAG_BYTES;
    if (sealed[0] !== FORMAT || sealed.length < bodyAt) return null;
    const header = sealed.subarray(0, bodyAt - NONCE_BYTES - TAG_BYTES);
    const key = this.keys.get(header.toString('utf8', HEADER_BYTES));
    if (key === undefined) return null;
    const nonce = sealed.subarray(header.length, header.length + NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.concat([header, Buffer.from(context)]));
    decipher.setAuthTag(sealed.subarray(header.length + NONCE_BYTES, bodyAt));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(bodyAt)), decipher.final()]).toString('utf8');
    } catch {
      return null;
    }
  }

  /**
   * Names for a value that do not show what it is about: one under every key, in their order. While keys are exchanged,
   * replicas with the old keys and with the new ones have a name in common.
   */
  namesOf(what: string): { readonly keyId: string; readonly name: string }[] {
    return this.nameKeys.map(({ id, bytes }) => {
      return { keyId: id, name: createHmac('sha256', bytes).update(what).digest('base64url') };
    });
  }
}
