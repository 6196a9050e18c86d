import { join, sep } from 'node:path';
import { expect, jest } from '@jest/globals';

const TESTS = join(import.meta.dirname, '..') + sep;
/** Suites that draw at random, or look for what is left behind in a fresh process: a failure of theirs is news, however seldom it comes. */
const NEWS = /^(?:property|fuzz|kill)\b|leaves-nothing/;

const path = expect.getState().testPath ?? '';
// The others wait for real clocks, processes and sockets: a machine that does other things as well can make them fail.
// Only where nobody can look whether it did; `scripts/report-results.mjs` names each test, and allows for a few.
if (process.env['SECOND_TRIES'] && path.startsWith(TESTS) && !NEWS.test(path.slice(TESTS.length))) {
  jest.retryTimes(2, { logErrorsBeforeRetry: true, waitBeforeRetry: 1000 });
}
