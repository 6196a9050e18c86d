import { expect, it } from '@jest/globals';
import { GatewayError } from '../canonical/errors.js';
import { UpstreamError } from '../platform/http/upstream-error.js';
import { beforeSending } from './before-sending.js';

it('a read that fails before a write leaves nothing in doubt', async () => {
  const statuses = { status: 500, httpStatus: 404, innerStatus: 500 };
  const said = { ...statuses, body: { message: 'x' }, retryAfter: '7' };
  const error = new UpstreamError('status', 'no', { sent: true, ...said });
  const failure = await beforeSending(Promise.reject(error)).catch((thrown: unknown) => thrown);
  expect(failure).toMatchObject({
    failure: 'status',
    sent: false,
    ...said,
  });
  expect(failure).toMatchObject({ cause: error });
});

it('what succeeds, and errors of our own, stay as they are', async () => {
  expect(await beforeSending(Promise.resolve(5))).toBe(5);
  const own = new GatewayError('resource_not_found');
  await expect(beforeSending(Promise.reject(own))).rejects.toBe(own);
});
