import { SettingFault } from '../config/setting.js';

/** An AES-256 key with the name by which stored values say that it was used. */
export interface DataKey {
  readonly id: string;
  readonly bytes: Buffer;
}

const LONGEST_ID = 64;
// 32 bytes are 43 characters of base64 and one of padding.
const ENTRY = /^([\w.-]+):([A-Za-z0-9+/]{43}=)$/;

/** Reads `id:base64,id:base64`; the fault never holds a piece of a key. */
export function parseDataKeys(text: string): readonly DataKey[] {
  const keys = text.split(',').map((entry) => {
    const [, id = '', base64 = ''] = ENTRY.exec(entry.trim()) ?? [];
    if (id === '') throw new SettingFault('must be `id:base64` of 32 bytes, comma-separated');
    if (id.length > LONGEST_ID) throw new SettingFault(`holds an id of more than ${LONGEST_ID} characters`);
    return { id, bytes: Buffer.from(base64, 'base64') };
  });
  if (new Set(keys.map(({ id }) => id)).size < keys.length) throw new SettingFault('holds an id twice');
  return keys;
}
