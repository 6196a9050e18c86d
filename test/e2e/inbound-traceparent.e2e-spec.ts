import { describe, expect, test } from '@jest/globals';
import { rawRequest, sendRaw } from '../support/raw-http.js';
import { shareStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ } from '../support/wire-records.js';

// W3C Trace Context, "traceparent": an invalid one is ignored, the request goes on.
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const VALID = `00-${TRACE}-${PARENT}-01`;

let stubbed: StubbedGateway;
shareStubbedGateway(['spherepay'], (shared) => (stubbed = shared));

async function sentUpstream(...values: readonly string[]): Promise<string | undefined> {
  const headers = values.map((value) => ['traceparent', value] as const);
  const answer = await sendRaw(
    stubbed.gateway.url,
    rawRequest(`GET ${READ.spherepay}`, [...headers, ['Connection', 'close']]),
  );
  expect(answer.status).toBe(200);
  expect(stubbed.calls()).toHaveLength(1);
  return stubbed.calls()[0]?.headers['traceparent'] as string | undefined;
}

/** The trace id that was continued, or null when the context was not. */
const traceOf = (traceparent: string | undefined) =>
  /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(traceparent ?? '')?.[1] ?? null;

const CONTINUED: readonly (readonly [name: string, value: string])[] = [
  ['the example of the standard', VALID],
  ['not sampled', `00-${TRACE}-${PARENT}-00`],
  ['flag 02', `00-${TRACE}-${PARENT}-02`],
  ['every flag', `00-${TRACE}-${PARENT}-ff`],
  ['a trace id that ends in zeros', `00-${'1'.padEnd(32, '0')}-${PARENT}-01`],
  ['a parent id that ends in zeros', `00-${TRACE}-${'1'.padEnd(16, '0')}-01`],
  ['blanks around it, which are no part of the value', `  ${VALID}  `],
  ['a later version', `01-${TRACE}-${PARENT}-01`],
  ['the highest version', `fe-${TRACE}-${PARENT}-01`],
  ['a later version with more parts', `cc-${TRACE}-${PARENT}-01-what-the-future-will-be-like`],
];

const IGNORED: readonly (readonly [name: string, value: string])[] = [
  ['nothing', ''],
  ['a blank', ' '],
  ['a word', 'foo'],
  ['version ff', `ff-${TRACE}-${PARENT}-01`],
  ['a version in capitals', `FE-${TRACE}-${PARENT}-01`],
  ['a version that is no number', `.0-${TRACE}-${PARENT}-01`],
  ['a version of one digit', `0-${TRACE}-${PARENT}-01`],
  ['a version of three digits', `000-${TRACE}-${PARENT}-01`],
  ['version 00 with more parts', `${VALID}-`],
  ['version 00 with a fifth part', `${VALID}-what-the-future-will-be-like`],
  ['a later version with more digits at the end', `cc-${TRACE}-${PARENT}-01.what`],
  ['a later version with longer flags', `cc-${TRACE}-${PARENT}-011`],
  ['a trace id of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
  ['a trace id in capitals', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
  ['a trace id with a point', `00-.${TRACE.slice(1)}-${PARENT}-01`],
  ['a trace id with a letter beyond f', `00-g${TRACE.slice(1)}-${PARENT}-01`],
  ['a trace id that is too long', `00-${TRACE}0-${PARENT}-01`],
  ['a trace id that is too short', `00-${TRACE.slice(1)}-${PARENT}-01`],
  ['no trace id', `00--${PARENT}-01`],
  ['a parent id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['a parent id in capitals', `00-${TRACE}-${PARENT.toUpperCase()}-01`],
  ['a parent id with a point', `00-${TRACE}-.${PARENT.slice(1)}-01`],
  ['a parent id with a letter beyond f', `00-${TRACE}-z${PARENT.slice(1)}-01`],
  ['a parent id that is too long', `00-${TRACE}-${PARENT}0-01`],
  ['a parent id that is too short', `00-${TRACE}-${PARENT.slice(1)}-01`],
  ['flags with a point', `00-${TRACE}-${PARENT}-.0`],
  ['flags of one digit', `00-${TRACE}-${PARENT}-1`],
  ['flags of three digits', `00-${TRACE}-${PARENT}-001`],
  ['flags in capitals', `00-${TRACE}-${PARENT}-FF`],
  ['no flags', `00-${TRACE}-${PARENT}`],
  ['other separators', `00_${TRACE}_${PARENT}_01`],
];

test('there are 41 cases', () => {
  expect(CONTINUED.length + IGNORED.length).toBe(41);
});

describe('traceparent is continued upstream with', () => {
  test.each(CONTINUED)('%s', async (_name, value) => {
    expect(traceOf(await sentUpstream(value))).toBe(value.trim().split('-')[1]);
  });
});

describe('traceparent is ignored with', () => {
  test.each(IGNORED)('%s', async (_name, value) => {
    const sent = await sentUpstream(value);
    expect(sent).not.toBe(value.trim());
    // Nothing is sent on, or the start of a trace of our own.
    expect([null, undefined]).toContain(sent === undefined ? undefined : traceOf(sent) === TRACE ? TRACE : null);
  });

  test('two headers, of which either may be forged', async () => {
    expect(traceOf(await sentUpstream(VALID, VALID))).not.toBe(TRACE);
  });
});
