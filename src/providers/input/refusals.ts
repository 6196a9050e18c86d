import { GatewayError, type FieldProblem } from '../../canonical/errors.js';
import { pointerToken } from '../../canonical/json-pointer.js';

/** The JSON body of a request. Throws when it has none, or one of another kind. */
export function requireJsonBody(body: unknown): object {
  if (typeof body !== 'object' || body === null) throw new GatewayError('unsupported_media_type');
  return body;
}

/** Refuses what a request without any field brings along. */
export function refuseFields(body: unknown): void {
  refuseProblems(
    Object.keys(body ?? {}).map((name) => ({
      pointer: `/${pointerToken(name)}`,
      code: 'unknown_field',
      detail: 'is not a field of this request',
    })),
  );
}

/**
 * Refuses a request with all that is wrong with it, each place named once; does nothing when nothing is. Being too young
 * is the whole answer only when nothing else is wrong.
 */
export function refuseProblems(problems: readonly FieldProblem[]): void {
  const known = new Set<string | undefined>();
  const distinct = problems.filter(({ pointer }) => !known.has(pointer) && known.add(pointer));
  if (distinct.length === 0) return;
  const onlyUnderage = distinct.length === 1 && distinct[0]?.code === 'customer_underage';
  throw new GatewayError(onlyUnderage ? 'customer_underage' : 'validation_failed', { problems: distinct });
}
