import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { GatewayError } from '../canonical/errors.js';
import { freshnessOf } from '../platform/cache/freshness.js';
import type { KeptAnswer } from '../platform/cache/kept-answer.js';
import type { Deadline } from '../platform/http/deadline.js';
import { UpstreamError } from '../platform/http/upstream-error.js';
import { AuditLog } from '../platform/ledger/audit-log.js';
import { LOGGER, type GatewayLogger } from '../platform/logging/logger.js';
import { GatewayMetrics } from '../platform/metrics/gateway-metrics.js';
import { KeptReads } from '../platform/request/kept-reads.js';
import { setHeaders } from '../platform/request/request-hooks.js';
import { deadlineFor } from './call-deadline.js';
import { DriftLog } from './drift-log.js';
import { EarlyRefusals } from './early-refusals.js';
import { EnabledProviders } from './enabled-providers.js';
import { asFaultOfOurs } from './error-translation.js';
import { KeptProviderRead } from './kept-provider-read.js';
import { wholePage } from './mapping/record-reader.js';
import { requireNamed, type OperationCall, type ReadCall, type WriteCall } from './operation-call.js';
import { contextOf, requireSensitiveScope, wantsSensitive } from './operation-context.js';
import { measured } from './operation-meter.js';
import { operationsOf, type Mapped, type MappedPage, type OperationContext } from './provider.js';
import { present, toKeptAnswer, type ServedAnswer } from './read-answer.js';
import { aboutOf, changedSubjects, keysOf } from './read-keys.js';
import { RecordedWrites } from './recorded-writes.js';
import { ReadLog } from './read-log.js';
import type { Evidence } from './reconciliation.js';
import { SCENARIOS, scenarioOf, type ScenarioCheck } from './scenario-check.js';
import { SharedReads, type SharedRead } from './shared-reads.js';
import { toAnswer, type Answer } from './write-answer.js';

/** How an adapter is asked for a change. */
type RunWrite = (context: OperationContext) => Promise<Mapped<object>>;
/** How an adapter is asked for a record or a list. */
export type RunRead = (context: OperationContext) => Promise<Mapped<unknown> | MappedPage<unknown>>;

/**
 * The only door to the providers: gives every operation its deadline and context, has reads shared and kept, translates
 * failures by the provider’s error table, and says where the data came from.
 */
@Injectable()
export class ProviderRegistry {
  private readonly readLog: ReadLog;

  constructor(
    private readonly providers: EnabledProviders,
    @Inject(SCENARIOS) private readonly scenarios: ScenarioCheck | null,
    @Inject(LOGGER) logger: GatewayLogger,
    private readonly drift: DriftLog,
    private readonly refusals: EarlyRefusals,
    private readonly reads: SharedReads,
    private readonly metrics: GatewayMetrics,
    private readonly keptReads: KeptReads,
    private readonly writes: RecordedWrites,
    audit: AuditLog,
  ) {
    this.readLog = new ReadLog(logger, audit);
    for (const { registration } of providers.all)
      metrics.expectProvider(registration.name, operationsOf(registration.adapter));
  }

  /**
   * Answers a read, live or from what is kept, as its caller wants: the text of the answer, or undefined with status 304.
   * At once when the answer is in the process. Throws `GatewayError` only.
   */
  read(call: ReadCall, reply: FastifyReply, run: RunRead): string | undefined | Promise<string | undefined> {
    return measured(this.metrics, call, () => {
      requireNamed(call);
      const read = this.sharedRead(call, run);
      const served = this.reads.read(read);
      if (!(served instanceof Promise)) return this.present(served, read, call, reply);
      if (wantsSensitive(call)) return this.presentAudited(served, read, call, reply);
      return served.then((later) => this.present(later, read, call, reply));
    });
  }

  /** Runs a write on a provider. What it changes is not answered from before any more. Throws `GatewayError` only. */
  async write(call: WriteCall, reply: FastifyReply, run: RunWrite): Promise<string> {
    return measured(this.metrics, call, async () => {
      requireNamed(call);
      const { connection } = this.providers.require(call.provider);
      const deadline = deadlineFor(call, connection)();
      const context = this.contextOf(call, deadline);
      const translated = <T>(work: () => Promise<T>) =>
        work().catch((error: unknown) => {
          throw this.toError(call, error);
        });
      const write = {
        deadline,
        refusal: () => this.refusals.ofWrite(call.request, call.provider, call.operation),
        evidence: () => translated(() => evidenceOf(call, context)),
        run: () => translated(() => this.perform(call, () => run(context))),
      };
      return this.writes.perform({ call, reply, write }).finally(() => deadline.clear());
    });
  }

  private async perform(call: WriteCall, run: () => Promise<Mapped<object>>): Promise<Answer<object>> {
    const changed = (mapped: Mapped<object> | null) =>
      changedSubjects(call.provider, mapped?.data ?? null, call.target);
    const { provider, request } = call;
    const mapped = this.counted(call, await this.reads.write(provider, changed, run));
    return toAnswer(mapped, { provider, requestId: request.gateway.id });
  }

  /** How long a request with files may take to arrive, and again to be carried out. */
  uploadTimeoutMs(provider: string): number {
    return this.providers.require(provider).connection.uploadTimeoutMs;
  }

  /** The provider’s own id behind what a caller sent, or 404 without any call. */
  requireId(provider: string, given: string): string {
    return this.providers.requireId(provider, given);
  }

  private sharedRead(call: ReadCall, run: RunRead): SharedRead {
    const { provider, operation, request, refresh = false } = call;
    const { connection } = this.providers.require(provider);
    requireSensitiveScope(call);
    return {
      state: request.gateway,
      about: aboutOf(call),
      provider,
      operation,
      ...keysOf(call, scenarioOf(this.scenarios, provider, request)),
      freshness: freshnessOf(request.headers['cache-control']),
      refresh,
      deadline: deadlineFor(call, connection),
      ask: (deadline) => this.ask(call, () => run(this.contextOf(call, deadline))),
      toError: (error) => this.toError(call, error),
    };
  }

  private async ask(call: ReadCall, run: () => ReturnType<RunRead>): Promise<KeptAnswer> {
    const explain = call.query?.explain === 'true';
    try {
      return toKeptAnswer(this.counted(call, await run()), explain);
    } catch (error) {
      const problem = this.toError(call, error);
      if (!call.emptyWhenNotFound || problem.code !== 'resource_not_found') throw problem;
      return toKeptAnswer(wholePage<unknown>({ data: [], warnings: [], explanations: [] }, 1), explain);
    }
  }

  private counted<T extends Mapped<unknown>>({ provider }: OperationCall, mapped: T): T {
    for (const { code } of mapped.warnings) this.metrics.warned(provider, code);
    return mapped;
  }

  /** Sensitive values are never kept, so they are always waited for; nobody gets them without a line in the audit. */
  private async presentAudited(served: Promise<ServedAnswer>, read: SharedRead, call: ReadCall, reply: FastifyReply) {
    const answer = await served;
    await this.readLog.sensitiveRead(call, answer.answer.data);
    return this.present(answer, read, call, reply);
  }

  private present(
    served: ServedAnswer,
    { place }: SharedRead,
    call: ReadCall,
    reply: FastifyReply,
  ): string | undefined {
    const { provider, request } = call;
    const { access } = request.routeOptions.config;
    if (served.from === 'cache' && place !== null && access?.open === false) {
      const known = () => new KeptProviderRead(call, access, place, this.reads, this.metrics);
      this.keptReads.remember(request.raw, known);
    }
    if (served.failure) this.readLog.hiddenFailure(served.failure, call);
    const asked = { requestId: request.gateway.id, ifNoneMatch: request.headers['if-none-match'] };
    const { status, headers, text } = present(provider, served, asked);
    setHeaders(reply.code(status), headers);
    return text;
  }

  private toError(call: OperationCall, error: unknown): GatewayError {
    if (!(error instanceof UpstreamError)) return asFaultOfOurs(error, call.operation);
    return this.providers.translated(error, call);
  }

  private contextOf(call: OperationCall, deadline: Deadline): OperationContext {
    return contextOf(call, deadline, scenarioOf(this.scenarios, call.provider, call.request), this.drift);
  }
}

async function evidenceOf({ evidence = {} }: WriteCall, context: OperationContext): Promise<Evidence> {
  return typeof evidence === 'function' ? evidence(context) : evidence;
}
