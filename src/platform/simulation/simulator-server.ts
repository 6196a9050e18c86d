import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  COMMON_SCENARIOS,
  SCENARIO_HEADER,
  damageAnswer,
  interruptBeforeWork,
  readScenario,
  scenarioChoices,
  waitAfterWrite,
  waitForLatency,
} from './scenarios.js';
import type { Outcome, ScenarioCatalogue } from './scenarios.js';
import { Refusal } from './simulated-exchange.js';
import type {
  BookEntry,
  SimulatedReply,
  SimulatedRequest,
  SimulatedRoute,
  SimulatorDefinition,
} from './simulated-exchange.js';
import { matchRoute } from './simulated-routing.js';
import { deliver, readBody } from './simulated-transport.js';

/** One request that reached a simulator, its credentials redacted. */
export interface SimulatedCall {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly at: string;
}

/** A running stand-in for one provider. */
export interface Simulator {
  readonly provider: string;
  /** What `<PROVIDER>_BASE_URL` must be. */
  readonly baseUrl: string;
  /** The environment variables that point the gateway at it: base URL and credentials that it accepts. */
  readonly environment: Readonly<Record<string, string>>;
  /** The last 1000 requests, oldest first. */
  readonly calls: readonly SimulatedCall[];
  /** What the provider has really done since the start or the last reset, oldest first. */
  readonly books: readonly BookEntry[];
  /** Scenario headers to choose from. */
  readonly scenarioChoices: readonly string[];
  /** What is wrong with a scenario header, or null when it can be played. */
  scenarioProblem(header: string): string | null;
  /** Back to the seeded records, calls emptied, tokens revoked. */
  reset(): void;
  close(): Promise<void>;
}

/** How a simulator is started; port 0 takes any free one. */
export interface SimulatorOptions {
  readonly port?: number;
  readonly now?: () => Date;
}

/** What each provider's simulator exports. */
export type StartSimulator = (options?: SimulatorOptions) => Promise<Simulator>;

const LOOPBACK = '127.0.0.1';
const MOST_CALLS = 1000;
const REDACTED_HEADERS = ['authorization', 'x-api-key', 'x-api-secret'];

/** Serves a provider's definition on the loopback interface until it is closed. */
export async function startSimulatorServer(
  definition: SimulatorDefinition,
  options: SimulatorOptions = {},
): Promise<Simulator> {
  const server = createServer();
  // Longer than any client keeps an idle connection: a pool must never meet one that this side is just closing.
  server.keepAliveTimeout = 65_000;
  server.listen(options.port ?? 0, LOOPBACK);
  await once(server, 'listening');
  return new RunningSimulator(definition, server, options.now ?? (() => new Date()));
}

class RunningSimulator implements Simulator {
  readonly provider: string;
  readonly baseUrl: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly calls: SimulatedCall[] = [];
  private readonly port: number;
  readonly scenarioChoices: readonly string[];
  private readonly scenarios: ScenarioCatalogue;
  /** Records that cannot be read by whoever asks with the scenario under which they were written. */
  private readonly unreadableRecords = new Set<string>();

  constructor(
    private readonly definition: SimulatorDefinition,
    private readonly server: Server,
    private readonly now: () => Date,
  ) {
    this.port = (server.address() as AddressInfo).port;
    this.provider = definition.provider;
    this.baseUrl = `http://${LOOPBACK}:${this.port}${definition.basePath}`;
    this.environment = definition.environment(this.baseUrl);
    this.scenarios = { ...COMMON_SCENARIOS, ...definition.scenarios };
    this.scenarioChoices = scenarioChoices(this.scenarios);
    server.on('request', (incoming, response) => void this.serve(incoming, response));
  }

  get books(): readonly BookEntry[] {
    return this.definition.books?.() ?? [];
  }

  scenarioProblem(header: string): string | null {
    return readScenario(header, this.scenarios).problem;
  }

  reset(): void {
    this.definition.reset();
    this.unreadableRecords.clear();
    this.calls.length = 0;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    this.log(incoming);
    try {
      const body = await readBody(incoming);
      deliver(await this.answer(incoming, body), response);
    } catch {
      // The caller left while it was still sending.
      incoming.destroy();
    }
  }

  private async answer(incoming: IncomingMessage, body: Buffer | null): Promise<Outcome> {
    const method = incoming.method ?? 'GET';
    const [path = '/', query] = (incoming.url ?? '/').split('?', 2);
    const match = matchRoute(this.definition, method, path);
    if (match === null) return this.definition.error(404, `Cannot ${method} ${path}`);
    if (body === null) return this.definition.error(413, 'File too large');
    const { scenario, problem } = readScenario(incoming.headers[SCENARIO_HEADER]?.toString(), this.scenarios);
    const applies = scenario !== null && (scenario.method === null || scenario.method === method);
    const request: SimulatedRequest = {
      method,
      path,
      params: match.params,
      query: new URLSearchParams(query),
      headers: incoming.headers,
      body,
      scenario: applies ? scenario : null,
    };
    if (match.route.open) return this.run(match.route, request);
    if (problem !== null) return this.definition.error(400, problem);
    return this.play(match.route, request);
  }

  private async play(route: SimulatedRoute, request: SimulatedRequest): Promise<Outcome> {
    const { scenario, method, params } = request;
    await waitForLatency(scenario);
    const interruption = interruptBeforeWork(scenario, this.definition, this.port);
    if (interruption !== null) return interruption;
    if (!this.definition.isAuthorized(request)) return this.definition.unauthorized();
    const unreadable = scenario?.name === 'read-after-write-failed';
    if (unreadable && method === 'GET' && this.unreadableRecords.has(params['id'] ?? '')) {
      return this.definition.error(500, 'Internal server error');
    }
    const reply = await this.run(route, request);
    if (unreadable && reply.recordId) this.unreadableRecords.add(reply.recordId);
    if (reply.status < 300) await waitAfterWrite(scenario, method);
    return damageAnswer(scenario, reply, method);
  }

  private async run(route: SimulatedRoute, request: SimulatedRequest): Promise<SimulatedReply> {
    try {
      return await route.handle(request);
    } catch (error) {
      if (error instanceof Refusal) return this.definition.error(error.status, error.messages);
      return this.definition.error(500, `Simulator fault: ${String(error)}`);
    }
  }

  private log({ method = 'GET', url = '/', headers }: IncomingMessage): void {
    const shown = { ...headers };
    for (const name of REDACTED_HEADERS) if (name in shown) shown[name] = '[redacted]';
    this.calls.push({ method, path: url, headers: shown, at: this.now().toISOString() });
    if (this.calls.length > MOST_CALLS) this.calls.shift();
  }
}
