// Adds up the results of several Jest runs and prints the one closing line; fails when anything failed or nothing ran.
import { readFileSync } from 'node:fs';

/** A slow machine makes a few tests try again; more than that is a fault that shows itself now and then. */
const MOST_LATER = 10;

const total = { passed: 0, failed: 0, skipped: 0 };
let complete = true;
let later = 0;
for (const file of process.argv.slice(2)) {
  try {
    const run = JSON.parse(readFileSync(file, 'utf8'));
    total.passed += run.numPassedTests;
    total.failed += run.numFailedTests;
    // A file that cannot even be loaded has no tests that could fail.
    total.failed += run.numRuntimeErrorTestSuites;
    total.skipped += run.numPendingTests + run.numTodoTests;
    if (run.numPassedTests === 0) complete = false;
    for (const name of passedLater(run)) {
      console.log(`passed at a later try: ${name}`);
      later++;
    }
  } catch {
    console.error(`no results in ${file}`);
    complete = false;
  }
}
if (later > MOST_LATER) console.error(`${later} tests passed at a later try, ${MOST_LATER} may`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = complete && total.failed === 0 && later <= MOST_LATER ? 0 : 1;

/** Names of the tests that failed at first (`test/support/second-tries.ts`). */
function passedLater({ testResults }) {
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  return all
    .filter(({ status, invocations }) => status === 'passed' && invocations > 1)
    .map(({ fullName }) => fullName);
}
