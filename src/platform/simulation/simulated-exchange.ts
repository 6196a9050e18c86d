import type { IncomingHttpHeaders } from 'node:http';
import type { Scenario, ScenarioCatalogue } from './scenarios.js';

/** One request as a simulator's route sees it, its body fully read. */
export interface SimulatedRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The scenario that applies to this request's method, if any. */
  readonly scenario: Scenario | null;
}

/** An answer ready to be sent; `recordId` names the record that a write has stored. */
export interface SimulatedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
  readonly recordId?: string;
}

/** Writes an error in the provider's own style. */
export type ErrorStyle = (status: number, message: string | readonly string[]) => SimulatedReply;

/** One endpoint: `path` is relative to the base path and may hold `:name` segments. */
export interface SimulatedRoute {
  readonly method: string;
  readonly path: string;
  /** Needs no credentials, and no scenario touches it but those its own handler looks at (token endpoints). */
  readonly open?: boolean;
  handle(request: SimulatedRequest): SimulatedReply | Promise<SimulatedReply>;
}

/** What a provider brings to the generic server. */
export interface SimulatorDefinition {
  readonly provider: string;
  /** What stands between the origin and every route, e.g. `/api/v1`, or empty. */
  readonly basePath: string;
  readonly routes: readonly SimulatedRoute[];
  /** Scenarios that only this provider knows; the common ones are added by the server. */
  readonly scenarios: ScenarioCatalogue;
  readonly error: ErrorStyle;
  /** The provider's answer to credentials that it refuses. */
  unauthorized(): SimulatedReply;
  isAuthorized(request: SimulatedRequest): boolean;
  environment(baseUrl: string): Readonly<Record<string, string>>;
  /** What was really done so far; none for a provider whose simulator keeps no books. */
  readonly books?: () => readonly BookEntry[];
  reset(): void;
}

/** One thing that a simulated provider has really done, whatever it answered. */
export interface BookEntry {
  /** What was done, in the simulator’s own words: `card issued`, `fund`. */
  readonly what: string;
  /** The record that came out of it, or that was changed. */
  readonly id: string;
  /** The record it was about, where that is another one. */
  readonly about?: string;
  /** Money that it moved, in minor units. */
  readonly amountMinor?: number;
}

/** Thrown by a route to refuse a request; the server writes it in the provider's error style. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly messages: string | readonly string[],
  ) {
    super(typeof messages === 'string' ? messages : messages.join('; '));
  }
}

/** A JSON answer. */
export function jsonReply(status: number, body: unknown, headers: Record<string, string> = {}): SimulatedReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    payload: JSON.stringify(body),
  };
}

/** A page such as a proxy in front of the provider would send. */
export function htmlReply(status: number, title: string): SimulatedReply {
  const payload = `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, payload };
}

/** The JSON object of a body; anything else is refused with 400. */
export function readJsonObject(request: SimulatedRequest): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new Refusal(400, 'Request body is not valid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(400, 'Request body must be a JSON object');
  }
  return value as Record<string, unknown>;
}
