import { GatewayError } from '../canonical/errors.js';
import type { Deadline } from '../platform/http/deadline.js';
import type { DriftLog } from './drift-log.js';
import type { OperationCall } from './operation-call.js';
import type { OperationContext } from './provider.js';

/** What an adapter is run with for a call: who asked, until when, under which forced scenario, and how it is to be read. */
export function contextOf(
  { provider, operation, request, query }: OperationCall,
  deadline: Deadline,
  scenario: string | null,
  drift: DriftLog,
): OperationContext {
  const { id, caller, traceHeaders, trace } = request.gateway;
  return {
    requestId: id,
    operation,
    caller: caller?.name ?? null,
    ...traceHeaders,
    trace: trace?.ofOperation(provider, operation) ?? null,
    scenario,
    deadline,
    includeSensitive: wantsSensitive({ query }),
    explain: query?.explain === 'true',
    noteDifference: (record, difference) => drift.note(provider, record, difference),
  };
}

/** Whether the caller asks for sensitive values. */
export function wantsSensitive({ query }: Pick<OperationCall, 'query'>): boolean {
  return query?.include === 'sensitive';
}

/** Refuses a caller who asks for sensitive values without the scope for them. */
export function requireSensitiveScope(call: OperationCall): void {
  if (!wantsSensitive(call) || call.request.gateway.caller?.scopes.has('sensitive:read')) return;
  throw new GatewayError('forbidden', { detail: '`include=sensitive` needs the scope sensitive:read.' });
}
