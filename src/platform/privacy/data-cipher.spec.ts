import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { SettingFault } from '../config/setting.js';
import { DataCipher } from './data-cipher.js';
import { parseDataKeys, type DataKey } from './data-keys.js';

const key = (id: string): DataKey => ({ id, bytes: randomBytes(32) });
const [old, recent] = [key('2025'), key('2026-11')];
const TEXT = 'Amina Testou, 样本';

describe('a sealed value', () => {
  const cipher = new DataCipher([old]);

  it('is opened again where it belongs, and shows nothing of itself', () => {
    const sealed = cipher.seal(TEXT, 'place');
    expect(cipher.open(sealed, 'place')).toBe(TEXT);
    expect(sealed.includes('Amina')).toBe(false);
    expect(cipher.seal(TEXT, 'place').equals(sealed)).toBe(false);
    expect(cipher.open(cipher.seal('', ''), '')).toBe('');
  });

  it('is not opened in another place', () => {
    expect(cipher.open(cipher.seal(TEXT, 'place'), 'other')).toBeNull();
  });

  it('is not opened when any of its bytes was changed, or some are missing', () => {
    const sealed = cipher.seal(TEXT, 'place');
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(cipher.open(changed, 'place')).toBeNull();
      expect(cipher.open(sealed.subarray(0, index), 'place')).toBeNull();
    }
  });

  it.each([Buffer.alloc(0), Buffer.from([1]), Buffer.from([1, 255, 0]), Buffer.from('{"plain":true}')])(
    '%p is none',
    (bytes) => {
      expect(cipher.open(bytes, 'place')).toBeNull();
    },
  );
});

describe('an exchange of keys', () => {
  it('reads what the old key wrote and writes with the new one', () => {
    const both = new DataCipher([recent, old]);
    const before = new DataCipher([old]).seal(TEXT, 'place');
    expect(both.open(before, 'place')).toBe(TEXT);
    const after = both.seal(TEXT, 'place');
    expect(new DataCipher([old]).open(after, 'place')).toBeNull();
    expect(new DataCipher([recent]).open(after, 'place')).toBe(TEXT);
  });

  it('a key that was taken out reads nothing, nor does another one of the same name', () => {
    const sealed = new DataCipher([old]).seal(TEXT, 'place');
    expect(new DataCipher([recent]).open(sealed, 'place')).toBeNull();
    expect(new DataCipher([key(old.id)]).open(sealed, 'place')).toBeNull();
  });

  it('names under the old key are the same for both sides', () => {
    const [before, both] = [new DataCipher([old]).namesOf('ext-1'), new DataCipher([recent, old]).namesOf('ext-1')];
    expect(both.map(({ keyId }) => keyId)).toEqual([recent.id, old.id]);
    expect(both.at(-1)).toEqual(before[0]);
    expect(both[0]?.name).not.toBe(both[1]?.name);
    expect(JSON.stringify(both)).not.toContain('ext-1');
  });

  it('there is no cipher without a key', () => {
    expect(() => new DataCipher([])).toThrow();
  });
});

describe('the setting', () => {
  const base64 = randomBytes(32).toString('base64');

  it('is one key or several', () => {
    expect(parseDataKeys(`a:${base64}`)).toEqual([{ id: 'a', bytes: Buffer.from(base64, 'base64') }]);
    expect(parseDataKeys(`a-1:${base64}, b.2:${base64}`).map(({ id }) => id)).toEqual(['a-1', 'b.2']);
  });

  it.each([
    base64,
    `:${base64}`,
    `a:${base64.slice(4)}`,
    `a:${base64}x`,
    `a b:${base64}`,
    `a:${base64},`,
    `a:${base64},a:${base64}`,
    `${'a'.repeat(65)}:${base64}`,
  ])('%s is refused without being quoted', (text) => {
    let message = '';
    try {
      parseDataKeys(text);
    } catch (error) {
      expect(error).toBeInstanceOf(SettingFault);
      message = (error as Error).message;
    }
    expect(message).toMatch(/^(?:must|holds) /);
    expect(message).not.toContain(base64.slice(4, 20));
  });
});
