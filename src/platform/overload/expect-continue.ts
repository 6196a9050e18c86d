import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Answers `Expect: 100-continue` when somebody begins to read the body, and not before: a request that is refused by
 * its head gets its final answer only. Node then closes the connection, since the sender may send the body all the same.
 */
export function continueWhenRead(request: IncomingMessage, response: ServerResponse): void {
  request.once('resume', () => {
    // Once the answer has begun, what is read is only thrown away.
    if (!response.headersSent) response.writeContinue();
  });
}
