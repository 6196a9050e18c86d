import { expect, it } from '@jest/globals';
import { StacklessError } from './stackless-error.js';

it('has no frames, leaves other errors theirs and keeps its cause', () => {
  const cause = new TypeError('inner');
  const error = new StacklessError('outer', { cause });
  expect(error.stack).not.toContain('\n    at ');
  expect([error.message, error.cause, error instanceof Error]).toEqual(['outer', cause, true]);
  expect(cause.stack).toContain('\n    at ');
  expect(new Error('later').stack).toContain('\n    at ');
});
