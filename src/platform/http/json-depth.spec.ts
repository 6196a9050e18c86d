import { expect, it } from '@jest/globals';
import { depthOf, openersIn } from './json-depth.js';

it.each([
  ['{}', 1],
  ['[]', 1],
  ['5', 0],
  ['"text"', 0],
  ['{"a":[{"b":1}]}', 3],
  ['[[],[[]],[]]', 3],
  ['[{},{},{}]', 2],
  ['["[[[[{{{{"]', 1],
  ['["\\"[[[["]', 1],
  ['["\\\\",[[]]]', 3],
  ['"unclosed [[[', 0],
])('%s is nested %i deep', (json, depth) => {
  expect(depthOf(json, 0)).toBe(depth);
});

it('a text with few openers is not looked at closer', () => {
  expect(depthOf('[[[]]]', 3)).toBe(0);
  expect(depthOf('[[[[]]]]', 3)).toBe(4);
});

it('openers are counted no further than asked', () => {
  expect([openersIn('[[[', 2), openersIn('{{{', 2), openersIn('[{', 5)]).toEqual([2, 2, 2]);
});

it('a million levels cost no stack', () => {
  expect(depthOf('['.repeat(1_000_000), 32)).toBe(1_000_000);
});
