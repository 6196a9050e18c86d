import { expect, it } from '@jest/globals';
import { RetryBudget } from './retry-budget.js';

it('begins with ten tokens, whatever comes after them has to be earned', () => {
  const budget = new RetryBudget(0.2);
  expect(Array.from({ length: 12 }, () => budget.take()).filter(Boolean)).toHaveLength(10);
  expect(budget.take()).toBe(false);
});

it('allows one repeated attempt for five calls', () => {
  const budget = new RetryBudget(0.2);
  while (budget.take());
  let taken = 0;
  for (let call = 0; call < 1000; call++) {
    budget.earn();
    if (budget.take()) taken += 1;
  }
  expect(taken).toBeGreaterThanOrEqual(199);
  expect(taken).toBeLessThanOrEqual(200);
});

it('a quiet time saves up ten tokens and no more', () => {
  const budget = new RetryBudget(0.2);
  for (let call = 0; call < 10_000; call++) budget.earn();
  expect(Array.from({ length: 50 }, () => budget.take()).filter(Boolean)).toHaveLength(10);
});

it('without a share there is nothing, not even at the start', () => {
  const budget = new RetryBudget(0);
  for (let call = 0; call < 100; call++) budget.earn();
  expect(budget.take()).toBe(false);
});
