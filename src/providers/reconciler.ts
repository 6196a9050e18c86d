import { Inject, Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Deadline } from '../platform/http/deadline.js';
import { Ledger } from '../platform/ledger/ledger.js';
import { LEDGER_SETTINGS, type LedgerConfig } from '../platform/ledger/ledger.settings.js';
import { OpenOperations } from '../platform/ledger/open-operations.js';
import { withoutResult, type OperationRecord } from '../platform/ledger/operation-record.js';
import { LOGGER, type GatewayLogger } from '../platform/logging/logger.js';
import { DriftLog } from './drift-log.js';
import { EnabledProviders, type EnabledProvider } from './enabled-providers.js';
import { inTurns } from './in-turns.js';
import type { Operation } from './operations.js';
import type { OperationContext, ProviderAdapter } from './provider.js';
import { changedSubjects } from './read-keys.js';
import type { Evidence, Finding, OpenWrite } from './reconciliation.js';
import { SharedReads } from './shared-reads.js';
import { Unclaimed } from './unclaimed.js';
import { toAnswer } from './write-answer.js';
import { succeeded } from './write-record.js';

const EXPIRE_INTERVAL_MS = 3_600_000;
/** Looks of the gateway itself, side by side, and for how long they are begun before it asks anew which are due. */
const LOOKS_AT_ONCE = 4;
const LOOKS_MS = 10_000;

/**
 * Finds out what became of writes that may have happened, by reading the provider: by itself with growing pauses, and
 * when somebody asks. It never sends a write.
 */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly looking = new Map<string, Promise<OperationRecord>>();
  private timer: NodeJS.Timeout | null = null;
  private round: Promise<void> = Promise.resolve();
  private looks: Promise<void> | null = null;
  private lastExpiry = 0;
  private stopped = false;

  constructor(
    private readonly providers: EnabledProviders,
    @Inject(LEDGER_SETTINGS) private readonly settings: LedgerConfig,
    @Inject(LOGGER) private readonly logger: GatewayLogger,
    private readonly modules: ModuleRef,
    private readonly ledger: Ledger,
    private readonly open: OpenOperations,
    private readonly reads: SharedReads,
    private readonly drift: DriftLog,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    const flush = () => this.ledger.flush().catch(() => undefined);
    // At once, since a look may be waiting for a provider, and for what has ended since.
    await flush();
    await this.round;
    await this.looks;
    await flush();
  }

  /** Looks at one that is open now; the record as it is afterwards. Callers at the same time share a look. */
  lookAt(id: string): Promise<OperationRecord> {
    const under = this.looking.get(id);
    if (under) return under;
    const look = this.look(id).finally(() => this.looking.delete(id));
    this.looking.set(id, look);
    return look;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.round = this.unlessItFails(this.goRound()).finally(() => this.schedule());
    }, this.settings.reconcileMs).unref();
  }

  private unlessItFails(work: Promise<void>): Promise<void> {
    return work.catch((error: unknown) => this.logger.debug({ error }, 'looking after open writes failed'));
  }

  private async goRound(): Promise<void> {
    await this.ledger.flush();
    await this.open.takeOver();
    // Nothing else may have to wait for a provider.
    this.looks ??= this.unlessItFails(this.lookAtDue()).finally(() => (this.looks = null));
    await this.open.count();
    const now = performance.now();
    if (now - this.lastExpiry < EXPIRE_INTERVAL_MS && this.lastExpiry > 0) return;
    if (await this.open.expire()) this.lastExpiry = now;
  }

  private async lookAtDue(): Promise<void> {
    const end = performance.now() + LOOKS_MS;
    await inTurns(await this.open.due(), LOOKS_AT_ONCE, async ({ id }) => {
      if (!this.stopped && performance.now() < end) await this.lookAt(id);
    });
  }

  private async look(id: string): Promise<OperationRecord> {
    const record = await this.require(id);
    if (record.state !== 'unknown' || !(await this.open.claim(record))) return record;
    try {
      await this.apply(record, await this.find(record));
    } catch (error) {
      this.logger.warn({ operationId: id, error }, 'an open write could not be found out');
    }
    return this.require(id);
  }

  private async find(record: OperationRecord): Promise<Finding | null> {
    const provider = this.providers.find(record.provider);
    const evidence = (await this.ledger.evidenceOf(record.id)) as Evidence | null;
    if (!provider || evidence === null) return null;
    const operation = record.operation as Operation;
    const reconciliation = this.adapterOf(provider).reconciliations?.[operation];
    if (!reconciliation) return null;
    const deadline = new Deadline(provider.connection.timeoutMs);
    const candidates = new Unclaimed(record, this.open, this.ledger, this.settings.aftermathMs);
    const write: OpenWrite = {
      operation,
      target: record.target,
      evidence,
      startedAt: new Date(record.startedAt),
      unclaimed: (ids, clues) => candidates.among(ids, clues),
      hasCompany: () => this.open.hasCompany(record),
    };
    try {
      const finding = await reconciliation.find(write, this.contextOf(record, deadline));
      if (candidates.ambiguous) {
        return { kind: 'undecided', detail: 'another open write would look the same at the provider' };
      }
      const proven = reconciliation.absenceProves && Date.now() > record.settleBy + this.settings.aftermathMs;
      return finding.kind === 'absent' && !proven ? { kind: 'undecided', detail: 'not_seen_yet' } : finding;
    } finally {
      deadline.clear();
    }
  }

  private async apply(record: OperationRecord, finding: Finding | null): Promise<void> {
    if (finding === null) return this.open.explain(record, 'not_observable');
    if (finding.kind === 'undecided') return this.open.explain(record, `undecided: ${finding.detail}`);
    if (finding.kind === 'absent') {
      await this.ledger.settle(record, withoutResult('not_done', 'not_found_at_provider'));
      return;
    }
    const { mapped, id } = finding;
    const changed = () => changedSubjects(record.provider, mapped.data, record.target);
    await this.reads.write(record.provider, changed, async () => {
      const settlement = succeeded(record, toAnswer(mapped, record));
      await this.ledger.settle(record, { ...settlement, resultId: id, found: true });
    });
  }

  private adapterOf({ registration }: EnabledProvider): ProviderAdapter {
    return this.modules.get<ProviderAdapter>(registration.adapter, { strict: false });
  }

  private contextOf({ provider, operation, requestId }: OperationRecord, deadline: Deadline): OperationContext {
    return {
      requestId,
      operation,
      traceparent: null,
      tracestate: null,
      trace: null,
      scenario: null,
      deadline,
      includeSensitive: false,
      explain: false,
      noteDifference: (record, difference) => this.drift.note(provider, record, difference),
    };
  }

  private async require(id: string): Promise<OperationRecord> {
    const record = await this.ledger.get(id);
    if (record === null) throw new Error('an operation has gone while it was open');
    return record;
  }
}
