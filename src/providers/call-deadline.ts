import type { ProviderConnection } from '../platform/config/provider.settings.js';
import { Deadline } from '../platform/http/deadline.js';
import { requestTimeoutMs } from '../platform/request/request-timeout.js';
import type { OperationCall } from './operation-call.js';
import { OPERATIONS } from './operations.js';

/**
 * The provider’s own time, or less if the caller says so. It begins with the call, which for a form is when all of it has
 * come; what the caller says counts from the beginning of its request. Nobody needs a read whose caller has hung up; a
 * write goes on.
 */
export function deadlineFor(
  { upload, operation, request }: OperationCall,
  connection: ProviderConnection,
): () => Deadline {
  const longest = upload ? connection.uploadTimeoutMs : connection.timeoutMs;
  const asked = requestTimeoutMs(request);
  return () => {
    const left = asked === null ? longest : Math.max(0, asked - (performance.now() - request.gateway.startedAt));
    const deadline = new Deadline(Math.min(left, longest), left < longest, Math.min(asked ?? longest, longest));
    if (OPERATIONS[operation].write) return deadline;
    // It may have hung up already, while the store was asked.
    const cancel = () => deadline.cancel();
    if (request.gateway.abandoned) cancel();
    else request.gateway.onAbandoned = cancel;
    return deadline;
  };
}
