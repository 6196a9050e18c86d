import { expect, jest } from '@jest/globals';

/** Suites that draw at random: a failure of theirs is news, however seldom it comes. */
const DRAWN = /\/test\/(?:property|fuzz|kill)\//;
/** Suites that wait for real clocks, processes and sockets: a machine that does other things as well can make them fail. */
const REAL = /\/test\//;

const path = expect.getState().testPath ?? '';
// Only in CI, where nobody can look whether the machine was busy; `scripts/report-results.mjs` names each test that it took.
if (process.env['CI'] === 'true' && REAL.test(path) && !DRAWN.test(path)) {
  jest.retryTimes(2, { logErrorsBeforeRetry: true, waitBeforeRetry: 1000 });
}
