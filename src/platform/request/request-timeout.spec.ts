import { expect, it } from '@jest/globals';
import { GatewayError } from '../../canonical/errors.js';
import type { GatewayRequest } from './request-state.js';
import { requestTimeoutMs } from './request-timeout.js';

const read = (header?: string) =>
  requestTimeoutMs({ headers: { 'request-timeout': header } } as unknown as GatewayRequest);

it.each([
  ['2', 2000],
  ['0.5', 500],
  ['0.001', 1],
  ['999999', 999_999_000],
  [undefined, null],
])('%s is %p ms', (header, milliseconds) => {
  expect(read(header)).toBe(milliseconds);
});

it.each(['0', '0.0', '-1', '1e3', '', ' ', 'soon', '1,5', '0.0001', '1234567', '2s', 'NaN', 'Infinity'])(
  '%p is refused with the name of the header',
  (header) => {
    expect(() => read(header)).toThrow(GatewayError);
    try {
      read(header);
    } catch (error) {
      expect((error as GatewayError).problems).toEqual([expect.objectContaining({ parameter: 'Request-Timeout' })]);
    }
  },
);
