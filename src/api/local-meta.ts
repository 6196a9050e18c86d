import type { Meta } from '../canonical/response.js';
import type { GatewayRequest } from '../platform/request/request-state.js';

/** Meta of an answer that the gateway knows by itself. */
export function localMeta(request: GatewayRequest): Meta {
  return { requestId: request.gateway.id, sources: [], warnings: [] };
}
