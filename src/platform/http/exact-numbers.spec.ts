import { expect, it } from '@jest/globals';
import { ExactNumber, exactNumbers, holdsLongNumber } from './exact-numbers.js';

const parse = (text: string) => JSON.parse(text, exactNumbers as (key: string, value: unknown) => unknown) as unknown;

it.each(['5', '-5', '0', '-0', '0.1', '99.99', '123456789012345', '100.0', '-0.00', '9007199254740991'])(
  '%s is a number that a double gives back as it was written',
  (text) => {
    expect(parse(text)).toBe(Number(text));
  },
);

it.each(['9223372036854775808', '1e400', '-1e400', '9007199254740993', '0.1000000000000000055', '1e2', '1.50'])(
  '%s keeps its text',
  (text) => {
    expect(parse(text)).toEqual(new ExactNumber(text));
  },
);

it.each([[undefined], [{}]])('a number stays as it is when its text is not known (%p)', (context) => {
  expect(exactNumbers('a', 1.5, context)).toBe(1.5);
});

it('only numbers are touched', () => {
  expect(parse('{"a":"9223372036854775808","b":[null,true,{"c":1}]}')).toEqual({
    a: '9223372036854775808',
    b: [null, true, { c: 1 }],
  });
});

it.each([
  ['{"a":5}', false],
  ['{"a":123456789012345}', false],
  ['{"a":1234567890123456}', true],
  ['{"a": -1234567890123456}', true],
  ['[0.30000000000000004]', true],
  ['{"a":1e5}', true],
  ['{"a":12e5}', true],
  ['{"a":"text 1234567890123456"}', false],
])('%s may hold a number that a double would change: %p', (json, may) => {
  expect(holdsLongNumber(json)).toBe(may);
});
