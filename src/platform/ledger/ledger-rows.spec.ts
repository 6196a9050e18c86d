import { expect, test } from '@jest/globals';
import { withoutCardData } from '../privacy/card-data.js';
import { newOperationId } from './ledger-rows.js';

// Of so many random ids, some would be hidden.
const MANY = 20_000;

test('no id of an operation is hidden in a log, and no two are the same', () => {
  const ids = Array.from({ length: MANY }, newOperationId);
  expect(ids.filter((id) => !/^op_[\da-f]{32}$/.test(id))).toEqual([]);
  expect(ids.filter((id) => withoutCardData(id) !== id)).toEqual([]);
  expect(new Set(ids).size).toBe(MANY);
});
