import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, jest } from '@jest/globals';

/** Suites that draw at random, or look for what is left behind in a fresh process: a failure of theirs is news, however seldom it comes. */
const NEWS = /\.(?:property|fuzz|kill)-spec|leaves-nothing/;
const DRAWS = /fast-check|Math\.random/;

function isNews(path: string): boolean {
  return NEWS.test(basename(path)) || DRAWS.test(readFileSync(path, 'utf8'));
}

// The others wait for real clocks, processes and sockets, or stand beside those that do: a machine that does other
// things as well can make them fail. Only where nobody can look whether it did; `scripts/report-results.mjs` names each
// test, and allows for a few.
if (process.env['SECOND_TRIES'] && !isNews(expect.getState().testPath ?? '')) {
  jest.retryTimes(2, { logErrorsBeforeRetry: true, waitBeforeRetry: 1000 });
}
