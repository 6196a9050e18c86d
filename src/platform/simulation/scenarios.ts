import { setTimeout as delay } from 'node:timers/promises';
import { htmlReply, jsonReply } from './simulated-exchange.js';
import type { SimulatedReply, SimulatorDefinition } from './simulated-exchange.js';

/** The request header that asks for a fault, as `<name>[:<argument>][;method=GET|POST|PUT|PATCH]`. */
export const SCENARIO_HEADER = 'x-sandbox-scenario';

/** One fault that a caller asked for. */
export interface Scenario {
  readonly name: string;
  readonly argument: string | null;
  /** Null: requests of every method. */
  readonly method: ScenarioMethod | null;
}

/** Methods that a scenario can be limited to. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH'] as const;
type ScenarioMethod = (typeof METHODS)[number];

const EXAMPLE_NUMBER = 60;

/** What may follow the colon: nothing, a whole number (needed or not), or one of these words. */
export type ArgumentRule = 'none' | 'number' | 'optional-number' | readonly string[];

/** Scenario names, each with its argument. */
export type ScenarioCatalogue = Readonly<Record<string, ArgumentRule>>;

/** Scenarios that every provider's simulator knows. */
export const COMMON_SCENARIOS: ScenarioCatalogue = {
  latency: 'number',
  timeout: 'none',
  'rate-limited': 'optional-number',
  'server-error': 'none',
  unavailable: 'none',
  'bad-gateway': 'none',
  html: 'none',
  redirect: 'none',
  'connection-reset': 'none',
  unauthorized: 'none',
  refused: 'none',
  'truncated-json': 'none',
  'empty-body': 'none',
  oversized: 'none',
  'connection-reset-after-write': 'none',
  'server-error-after-write': 'none',
  'late-after-write': 'number',
  'read-after-write-failed': 'none',
  'wrong-record': 'none',
  'new-enum-value': 'none',
  'missing-blocks': 'none',
  'extra-fields': 'none',
  'renamed-field': 'none',
  'changed-types': 'none',
  'card-number-leak': 'none',
};

/** The header once read: a scenario, none, or what is wrong with it. */
export interface ScenarioReading {
  readonly scenario: Scenario | null;
  readonly problem: string | null;
}

/** Reads the scenario header against the names a simulator knows. */
export function readScenario(header: string | undefined, known: ScenarioCatalogue): ScenarioReading {
  const text = header?.trim().toLowerCase();
  if (!text) return { scenario: null, problem: null };
  const match = /^(?<name>[^:;]+)(?::(?<argument>[^;]*))?(?:;\s*method=(?<method>[a-z]+))?$/.exec(text);
  const { name, argument, method } = match?.groups ?? {};
  const rule = name !== undefined && Object.hasOwn(known, name) ? known[name] : undefined;
  const verb = METHODS.find((known) => known.toLowerCase() === method) ?? null;
  if (name === undefined || rule === undefined || (method !== undefined && verb === null)) {
    return { scenario: null, problem: `Unknown scenario; known are: ${Object.keys(known).join(', ')}` };
  }
  if (!isArgumentAccepted(rule, argument)) {
    return { scenario: null, problem: `Scenario ${name} takes ${argumentInWords(rule)}` };
  }
  return { scenario: { name, argument: argument ?? null, method: verb }, problem: null };
}

/** Headers to choose from: every scenario with the arguments that it can have, or one that shows how a number is given. */
export function scenarioChoices(known: ScenarioCatalogue): string[] {
  return Object.entries(known).flatMap(([name, rule]) => {
    if (rule === 'none') return [name];
    return typeof rule === 'string' ? [`${name}:${EXAMPLE_NUMBER}`] : rule.map((word) => `${name}:${word}`);
  });
}

function isArgumentAccepted(rule: ArgumentRule, argument: string | undefined): boolean {
  if (rule === 'none') return argument === undefined;
  if (rule === 'optional-number' && argument === undefined) return true;
  if (rule === 'number' || rule === 'optional-number') return /^\d{1,6}$/.test(argument ?? '');
  return rule.includes(argument ?? '');
}

function argumentInWords(rule: ArgumentRule): string {
  if (rule === 'none') return 'no argument';
  if (rule === 'number') return 'a whole number, as in name:5';
  if (rule === 'optional-number') return 'no argument or a whole number, as in name:5';
  return `one of: ${rule.join(', ')}`;
}

/** What the server does with a request: send this, never answer, or drop the connection. */
export type Outcome = SimulatedReply | 'hang' | 'reset';

/** Waits as long as scenario `latency` says. The work goes on afterwards even if the caller has left, as it would upstream. */
export async function waitForLatency(scenario: Scenario | null): Promise<void> {
  if (scenario?.name === 'latency') await delay(Number(scenario.argument), undefined, { ref: false });
}

/** Keeps the answer to a write back for as many seconds as scenario `late-after-write` says; the work is done by then. */
export async function waitAfterWrite(scenario: Scenario | null, method: string): Promise<void> {
  if (scenario?.name !== 'late-after-write' || method === 'GET') return;
  await delay(Number(scenario.argument) * 1000, undefined, { ref: false });
}

/** What a scenario does in place of the provider's own work; null when the work goes ahead. */
export function interruptBeforeWork(
  scenario: Scenario | null,
  definition: SimulatorDefinition,
  port: number,
): Outcome | null {
  switch (scenario?.name) {
    case 'timeout':
      return 'hang';
    case 'connection-reset':
      return 'reset';
    case 'rate-limited':
      return limited(definition, scenario.argument ?? '1');
    case 'server-error':
      return htmlReply(500, '500 Internal Server Error');
    case 'unavailable':
      return definition.error(503, 'Service temporarily unavailable');
    case 'bad-gateway':
      return htmlReply(502, '502 Bad Gateway');
    case 'html':
      return htmlReply(200, 'Scheduled maintenance');
    case 'redirect':
      return redirect(port);
    case 'unauthorized':
      return definition.unauthorized();
    case 'refused':
      return definition.error(422, 'The request was refused by the compliance desk');
    default:
      return null;
  }
}

function limited(definition: SimulatorDefinition, retryAfter: string): SimulatedReply {
  const reply = definition.error(429, 'Too Many Requests');
  return { ...reply, headers: { ...reply.headers, 'retry-after': retryAfter } };
}

/** Another host name that leads back here, so that a client that follows it shows up in `calls`. */
function redirect(port: number): SimulatedReply {
  return jsonReply(302, {}, { location: `http://localhost:${port}/must-never-be-called` });
}

const OVERSIZED_BYTES = 2 * 1024 * 1024;

/** What a scenario makes of the provider's answer once the work is done; refusals stay as they are. */
export function damageAnswer(scenario: Scenario | null, reply: SimulatedReply, method: string): Outcome {
  if (reply.status >= 300) return reply;
  switch (scenario?.name) {
    case 'truncated-json':
      return { ...reply, payload: reply.payload.slice(0, reply.payload.length / 2) };
    case 'empty-body':
      return { ...reply, payload: '' };
    case 'oversized':
      return { ...reply, payload: `{"padding":"${'x'.repeat(OVERSIZED_BYTES)}",${reply.payload.slice(1)}` };
    case 'connection-reset-after-write':
      return method === 'GET' ? reply : 'reset';
    case 'server-error-after-write':
      return method === 'GET' ? reply : htmlReply(500, '500 Internal Server Error');
    default:
      return reply;
  }
}
