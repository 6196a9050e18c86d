import { expect, test } from '@jest/globals';
import type { DataOrigin } from '../canonical/enums.js';
import { present, toKeptAnswer } from './read-answer.js';

const ANSWER = toKeptAnswer({ data: { id: 'a' }, warnings: [], explanations: [] }, false);

test.each([
  ['live', 304],
  ['cache', 304],
  ['stale', 200],
] as const)('a %s answer that the caller has already is %i', (from: DataOrigin, status) => {
  const asked = { requestId: 'request-1', ifNoneMatch: ANSWER.entityTag };
  const presented = present('acme', { answer: ANSWER, from }, asked);
  expect(presented.status).toBe(status);
  expect(presented.headers).toEqual(expect.arrayContaining(['ETag', ANSWER.entityTag]));
  const body = presented.text === undefined ? null : JSON.parse(presented.text);
  const stale = { data: { id: 'a' }, meta: { sources: [{ from: 'stale' }], warnings: [{ code: 'stale' }] } };
  if (from === 'stale') expect(body).toMatchObject(stale);
  else expect(body).toBeNull();
});
