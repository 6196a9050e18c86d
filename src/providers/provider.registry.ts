import { Inject, Injectable } from '@nestjs/common';
import type { ErrorCode } from '../canonical/error-catalogue.js';
import { GatewayError } from '../canonical/errors.js';
import type { Meta, Page } from '../canonical/response.js';
import { Deadline } from '../platform/http/deadline.js';
import { UpstreamError } from '../platform/http/upstream-error.js';
import { LOGGER, type GatewayLogger } from '../platform/logging/logger.js';
import { GatewayMetrics } from '../platform/metrics/gateway-metrics.js';
import type { GatewayRequest } from '../platform/request/request-state.js';
import { requestTimeoutMs } from '../platform/request/request-timeout.js';
import { ResilienceRegistry } from '../platform/resilience/resilience.registry.js';
import type { ProviderConnection } from '../platform/config/provider.settings.js';
import { DriftLog } from './drift-log.js';
import { toGatewayError } from './error-translation.js';
import {
  OPERATIONS,
  operationsOf,
  type Mapped,
  type MappedPage,
  type Operation,
  type OperationContext,
  type ProviderRegistration,
} from './provider.js';
import { wholePage } from './mapping/record-reader.js';
import { toProviderId } from './provider-id.js';
import type { RecordQuery } from './queries.js';

/** A provider with credentials. */
export interface EnabledProvider {
  readonly registration: ProviderRegistration;
  readonly connection: ProviderConnection;
}

export const ENABLED_PROVIDERS = Symbol('enabled providers');
export const ALL_PROVIDERS = Symbol('all registered providers');
/** What is wrong with a scenario that a caller wants a simulator to play; null in live mode, where there are none. */
export const SCENARIOS = Symbol('scenario check');
export type ScenarioCheck = (provider: string, header: string) => string | null;

/** One operation that a caller asked for. */
export interface OperationCall {
  readonly provider: string;
  readonly operation: Operation;
  readonly request: GatewayRequest;
  /** How the caller wants the records read. */
  readonly query?: Pick<RecordQuery, 'include' | 'explain'>;
  /** The request carries files, which may take longer. */
  readonly upload?: boolean;
  /** Personal values of the request, which must not come back inside a provider’s message. */
  readonly sent?: readonly string[];
  /** A search that finds nothing is an empty list, whatever status the provider uses for that. */
  readonly emptyWhenNotFound?: boolean;
}

type Run<T> = (call: OperationContext) => Promise<Mapped<T> | MappedPage<T>>;

export interface Answer<T> {
  readonly data: T;
  readonly meta: Meta & { readonly page?: Page };
}

/**
 * The only door to the providers: gives every operation its deadline and context, translates failures by the
 * provider’s error table, and says where the data came from.
 */
@Injectable()
export class ProviderRegistry {
  private readonly providers: ReadonlyMap<string, EnabledProvider>;
  private readonly auditLog: GatewayLogger;

  constructor(
    @Inject(ENABLED_PROVIDERS) enabled: readonly EnabledProvider[],
    @Inject(ALL_PROVIDERS) private readonly all: readonly ProviderRegistration[],
    @Inject(SCENARIOS) private readonly scenarios: ScenarioCheck | null,
    @Inject(LOGGER) logger: GatewayLogger,
    private readonly drift: DriftLog,
    private readonly resilience: ResilienceRegistry,
    private readonly metrics: GatewayMetrics,
  ) {
    // Written whatever the level of the log is: an audit must not depend on it.
    this.auditLog = logger.child({}, { level: 'info' });
    this.providers = new Map(enabled.map((provider) => [provider.registration.name, provider]));
    for (const { registration } of enabled)
      metrics.expectProvider(registration.name, operationsOf(registration.adapter));
  }

  /** Runs an operation on a provider. Throws `GatewayError` only. */
  async call<T>(operation: OperationCall, run: Run<T>): Promise<Answer<T | T[]>> {
    const startedAt = performance.now();
    try {
      const answer = await this.perform(operation, run);
      this.measure(operation, 'ok', startedAt);
      for (const { code } of answer.meta.warnings) this.metrics.warned(operation.provider, code);
      return answer;
    } catch (error) {
      this.measure(operation, error instanceof GatewayError ? error.code : 'internal_error', startedAt);
      throw error;
    }
  }

  private measure({ provider, operation }: OperationCall, code: ErrorCode | 'ok', startedAt: number): void {
    this.metrics.operationEnded(provider, operation, code, performance.now() - startedAt);
  }

  private async perform<T>(operation: OperationCall, run: Run<T>): Promise<Answer<T | T[]>> {
    const { registration, connection } = this.require(operation.provider);
    const includeSensitive = operation.query?.include === 'sensitive';
    if (includeSensitive) requireSensitiveScope(operation.request);
    const deadline = deadlineOf(operation, connection);
    try {
      const mapped = await run(this.contextOf(operation, deadline));
      if (includeSensitive) this.audit(operation);
      return toAnswer(mapped, operation);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw asFaultOfOurs(error, operation.operation);
      const problem = toGatewayError(error, { ...operation, tables: registration.tables, now: new Date() });
      if (operation.emptyWhenNotFound && problem.code === 'resource_not_found') {
        return toAnswer(wholePage<T>({ data: [], warnings: [], explanations: [] }, 1), operation);
      }
      throw problem;
    } finally {
      deadline.clear();
    }
  }

  /** Why a write to the provider would be refused without being sent, or null; asked before its body is read. */
  writeRefusal(name: string): GatewayError | null {
    const error = this.resilience.of(name)?.refusal('write');
    const provider = this.providers.get(name);
    if (!error || !provider) return null;
    const { tables } = provider.registration;
    return toGatewayError(error, { provider: name, operation: 'createCustomer', tables, now: new Date() });
  }

  /** How long a request with files may take to arrive, and again to be carried out. */
  uploadTimeoutMs(provider: string): number {
    return this.require(provider).connection.uploadTimeoutMs;
  }

  /** The provider’s own id behind what a caller sent, or 404 without any call. */
  requireId(provider: string, given: string): string {
    const others = this.all.filter(({ name }) => name !== provider);
    const id = toProviderId(given, this.require(provider).registration, others);
    if (id !== null) return id;
    throw new GatewayError('resource_not_found', {
      detail: `This cannot be an id of ${provider}.`,
      origin: 'caller',
      outcome: 'not_sent',
      problems: [{ parameter: 'id', code: 'not_an_id', detail: `is not in the form of an id of ${provider}` }],
    });
  }

  private require(name: string): EnabledProvider {
    const provider = this.providers.get(name);
    if (!provider) throw new GatewayError('provider_not_enabled', { detail: `The provider ${name} is not enabled.` });
    return provider;
  }

  private contextOf({ provider, operation, request, query }: OperationCall, deadline: Deadline): OperationContext {
    const { id, traceHeaders, trace } = request.gateway;
    return {
      requestId: id,
      ...traceHeaders,
      trace: trace?.ofOperation(provider, operation) ?? null,
      scenario: this.scenarioOf(provider, request),
      deadline,
      includeSensitive: query?.include === 'sensitive',
      explain: query?.explain === 'true',
      noteDifference: (record, difference) => this.drift.note(provider, record, difference),
    };
  }

  /** Sandbox only: the outcome that the caller wants; a name that no simulator knows is a mistake of the caller. */
  private scenarioOf(provider: string, request: GatewayRequest): string | null {
    const header = request.headers['x-sandbox-scenario'];
    if (this.scenarios === null || typeof header !== 'string' || header === '') return null;
    const problem = this.scenarios(provider, header);
    if (problem === null) return header;
    throw new GatewayError('malformed_request', {
      detail: 'The X-Sandbox-Scenario header is wrong.',
      problems: [{ parameter: 'X-Sandbox-Scenario', code: 'unknown_scenario', detail: problem }],
    });
  }

  private audit({ provider, operation, request }: OperationCall): void {
    const { id, caller, trace } = request.gateway;
    this.auditLog.info(
      { audit: 'sensitive_read', requestId: id, ...trace?.ids, caller: caller?.name, provider, operation },
      'sensitive read',
    );
  }
}

/** The provider’s own time, or less if the caller says so. Nobody needs a read whose caller has hung up; a write goes on. */
function deadlineOf({ upload, operation, request }: OperationCall, connection: ProviderConnection): Deadline {
  const longest = upload ? connection.uploadTimeoutMs : connection.timeoutMs;
  const asked = requestTimeoutMs(request) ?? longest;
  const deadline = new Deadline(Math.min(asked, longest), asked < longest);
  if (!OPERATIONS[operation].write) request.gateway.onAbandoned = () => deadline.cancel();
  return deadline;
}

/** A fault of ours inside a write leaves open whether it happened. */
function asFaultOfOurs(error: unknown, operation: Operation): GatewayError {
  if (error instanceof GatewayError) return error;
  return new GatewayError('internal_error', {
    outcome: OPERATIONS[operation].write ? 'unknown' : 'rejected',
    cause: error,
  });
}

function requireSensitiveScope(request: GatewayRequest): void {
  if (request.gateway.caller?.scopes.has('sensitive:read')) return;
  throw new GatewayError('forbidden', { detail: '`include=sensitive` needs the scope sensitive:read.' });
}

function toAnswer<T>(mapped: Mapped<T> | MappedPage<T>, { provider, request, query }: OperationCall): Answer<T | T[]> {
  return {
    data: mapped.data,
    meta: {
      requestId: request.gateway.id,
      sources: [{ provider, asOf: new Date().toISOString(), from: 'live' }],
      warnings: [...mapped.warnings],
      ...(query?.explain === 'true' && { explain: [...mapped.explanations] }),
      ...('page' in mapped && { page: mapped.page }),
    },
  };
}
