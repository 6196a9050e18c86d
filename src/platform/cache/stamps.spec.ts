import { expect, it } from '@jest/globals';
import { agree, toStamps } from './stamps.js';

const stamps = (values: Record<string, string>) =>
  toStamps(Object.entries(values).map(([keyId, stamp]) => ({ keyId, stamp })));

it.each([
  [{ a: 'x' }, { a: 'x' }, true],
  [{ a: 'x' }, { a: 'y' }, false],
  // One that was lost says nothing.
  [{ a: '' }, { a: '' }, false],
  [{ a: '' }, { a: 'x' }, false],
  [{ a: 'x', b: '' }, { a: 'x', b: '' }, false],
  // A replica that does not know the new key yet, and one that does.
  [{ old: 'x' }, { new: 'n', old: 'x' }, true],
  [{ old: 'x' }, { new: 'n', old: 'y' }, false],
  [{ new: 'n', old: 'x' }, { new: 'm', old: 'x' }, false],
  [{ new: 'n', old: 'x' }, { new: 'n' }, true],
  [{ old: 'x' }, { new: 'x' }, false],
])('%j and %j agree: %p', (one, other, expected) => {
  expect(agree(stamps(one), stamps(other))).toBe(expected);
  expect(agree(stamps(other), stamps(one))).toBe(expected);
});
