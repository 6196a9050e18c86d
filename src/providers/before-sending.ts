import { UpstreamError } from '../platform/http/upstream-error.js';

/** A read that a write needs first: whatever goes wrong with it, nothing of the write itself was sent. */
export async function beforeSending<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const { failure, message, status, httpStatus, innerStatus, body, webPage, retryAfter } = error;
    throw new UpstreamError(failure, message, {
      sent: false,
      status,
      ...(httpStatus !== null && { httpStatus }),
      innerStatus,
      body,
      webPage,
      retryAfter,
      cause: error,
    });
  }
}
