import { trace } from '@opentelemetry/api';
import { describe, expect, it } from '@jest/globals';
import { parentContext, toHeaders, toTraceHeaders } from './trace-context.js';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const stateOf = (tracestate: unknown) => toTraceHeaders({ traceparent: TRACEPARENT, tracestate }).tracestate;

describe('tracestate', () => {
  it.each([
    ['one member', 'vendor=abc', 'vendor=abc'],
    ['members with blanks around them', ' a=1 , b=2 ', 'a=1,b=2'],
    ['a key with a tenant', 'tenant@system=1', 'tenant@system=1'],
    ['members that are none', 'a=1,nonsense,=,B=2,c', 'a=1'],
    ['nothing but what is none', 'nonsense', null],
    ['an empty one', '', null],
    ['none', undefined, null],
    ['two header lines that Node did not join', ['a=1', 'b=2'], null],
  ])('%s', (_name, sent, kept) => expect(stateOf(sent)).toBe(kept));

  it('is nothing without a valid traceparent', () => {
    for (const traceparent of [undefined, 'nonsense', TRACEPARENT.replace('00-', 'ff-')]) {
      expect(toTraceHeaders({ traceparent, tracestate: 'a=1' })).toEqual({ traceparent: null, tracestate: null });
    }
  });
});

it.each([
  ['with a state', TRACEPARENT, 'a=1,b=2'],
  ['not sampled', TRACEPARENT.replace(/1$/, '0'), null],
  ['with every flag', TRACEPARENT.replace(/01$/, 'ff'), null],
])('the context of a caller becomes the same headers again: %s', (_name, traceparent, tracestate) => {
  const context = trace.getSpanContext(parentContext({ traceparent, tracestate }));
  expect(context && toHeaders(context)).toEqual({ traceparent, ...(tracestate && { tracestate }) });
});

it('a later version is continued as the version that we speak', () => {
  const context = trace.getSpanContext(
    parentContext({ traceparent: `${TRACEPARENT.replace('00-', 'cc-')}-more`, tracestate: null }),
  );
  expect(context && toHeaders(context)).toEqual({ traceparent: TRACEPARENT });
});

it('without a caller’s context there is no parent', () => {
  expect(trace.getSpanContext(parentContext({ traceparent: null, tracestate: null }))).toBeUndefined();
});
