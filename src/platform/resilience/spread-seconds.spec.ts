import { expect, it } from '@jest/globals';
import { spreadSeconds } from './spread-seconds.js';

it.each([
  [1, 0, '1'],
  [1, 0.34, '2'],
  [1, 0.99, '3'],
  [9, 0.99, '11'],
  [15, 0.99, '19'],
  [60, 0, '60'],
  [60, 0.99, '79'],
])('%d seconds by the chance of %d are %s', (seconds, chance, spread) => {
  expect(spreadSeconds(seconds, () => chance)).toBe(spread);
});
