import { GatewayError } from '../canonical/errors.js';
import type { GatewayRequest } from '../platform/request/request-state.js';

/** What is wrong with a scenario that a caller wants a simulator to play; null in live mode, where there are none. */
export const SCENARIOS = Symbol('scenario check');
export type ScenarioCheck = (provider: string, header: string) => string | null;

/** Sandbox only: the outcome that the caller wants; a name that no simulator knows is a mistake of the caller. */
export function scenarioOf(check: ScenarioCheck | null, provider: string, request: GatewayRequest): string | null {
  const header = request.headers['x-sandbox-scenario'];
  if (check === null || typeof header !== 'string' || header === '') return null;
  const problem = check(provider, header);
  if (problem === null) return header;
  throw new GatewayError('malformed_request', {
    detail: 'The X-Sandbox-Scenario header is wrong.',
    problems: [{ parameter: 'X-Sandbox-Scenario', code: 'unknown_scenario', detail: problem }],
  });
}
