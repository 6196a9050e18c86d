import type { DynamicModule, Type } from '@nestjs/common';
import type { Card } from '../canonical/card.js';
import type { Customer } from '../canonical/customer.js';
import type { ErrorCode } from '../canonical/error-catalogue.js';
import type { Explanation } from '../canonical/explanation.js';
import type { HostedLink } from '../canonical/hosted-link.js';
import type { Warning } from '../canonical/response.js';
import type { SubmittedDocument } from '../canonical/submitted-document.js';
import type { Transaction } from '../canonical/transaction.js';
import type { ProviderConnection } from '../platform/config/provider.settings.js';
import type { Setting, SettingValues } from '../platform/config/setting.js';
import type { CallContext } from '../platform/http/call-context.js';
import type { StartSimulator } from '../platform/simulation/simulator-server.js';
import type { OperationInputs } from './input/operation-input.js';
import type { Certainty, FieldTable } from './mapping/field-table.js';
import type { Difference } from './mapping/inspect-record.js';
import { OPERATIONS, type Operation } from './operations.js';
import type { Reconciliation } from './reconciliation.js';

/** A canonical record, what could not be understood of it, and where its values came from, if that was asked for. */
export interface Mapped<T> {
  readonly data: T;
  readonly warnings: readonly Warning[];
  readonly explanations: readonly Explanation[];
}

/** What an operation is run with: the context of its upstream calls, and how the caller wants the records read. */
export interface OperationContext extends CallContext {
  /** True when the caller may see sensitive values and has asked for them. */
  readonly includeSensitive: boolean;
  /** True when the caller wants to know where each value came from. */
  readonly explain: boolean;
  /** Takes note of how a record of the provider differs from its field table. */
  readonly noteDifference: (record: string, difference: Difference) => void;
}

/** A part of a list. */
export interface MappedPage<T> extends Mapped<T[]> {
  readonly page: { readonly limit: number; readonly nextCursor: string | null; readonly total: number | null };
}

/** What a caller asks of a list: the provider’s own filters beside limit and position. */
export interface ListQuery {
  /** Name of the list; a cursor of one list does not open another. */
  readonly list: string;
  /** Null when the caller leaves it to the gateway or to the cursor. */
  readonly limit: number | null;
  readonly cursor: string | null;
  readonly filters: Readonly<Record<string, string>>;
}

/**
 * The port that every provider implements, as far as it can: a missing method is a missing capability. Methods are
 * pure translations around one upstream call or two; they throw `UpstreamError` or `GatewayError` and nothing else.
 */
export interface ProviderAdapter extends Operations {
  /** How a write of this provider is found out that may or may not have happened; none for what cannot be seen there. */
  readonly reconciliations?: Partial<Readonly<Record<Operation, Reconciliation>>>;
}

/** Input of a write is checked before; what it is made of is the provider’s own affair. */
interface Operations {
  getCustomer?(id: string, call: OperationContext): Promise<Mapped<Customer>>;
  listCustomers?(query: ListQuery, call: OperationContext): Promise<MappedPage<Customer>>;
  findCustomersByExternalId?(externalId: string, call: OperationContext): Promise<MappedPage<Customer>>;
  createCustomer?(input: never, call: OperationContext): Promise<Mapped<Customer>>;
  updateCustomer?(id: string, input: never, call: OperationContext): Promise<Mapped<Customer>>;
  createTermsLink?(customerId: string, call: OperationContext): Promise<Mapped<HostedLink>>;
  createVerificationLink?(customerId: string, call: OperationContext): Promise<Mapped<HostedLink>>;
  addDocument?(customerId: string, input: never, call: OperationContext): Promise<Mapped<SubmittedDocument>>;
  listCustomerTransactions?(
    customerId: string,
    query: ListQuery,
    call: OperationContext,
  ): Promise<MappedPage<Transaction>>;
  listCustomerCards?(customerId: string, refresh: boolean, call: OperationContext): Promise<MappedPage<Card>>;
  listCards?(query: ListQuery, call: OperationContext): Promise<MappedPage<Card>>;
  getCard?(id: string, refresh: boolean, call: OperationContext): Promise<Mapped<Card>>;
  listCardTransactions?(cardId: string, query: ListQuery, call: OperationContext): Promise<MappedPage<Transaction>>;
  createCard?(input: never, call: OperationContext): Promise<Mapped<Card>>;
  freezeCard?(id: string, call: OperationContext): Promise<Mapped<Card>>;
  unfreezeCard?(id: string, call: OperationContext): Promise<Mapped<Card>>;
  terminateCard?(id: string, call: OperationContext): Promise<Mapped<Card>>;
  fundCard?(id: string, input: never, call: OperationContext): Promise<Mapped<Transaction>>;
  withdrawFromCard?(id: string, input: never, call: OperationContext): Promise<Mapped<Transaction>>;
}

/** One row of a provider’s error table. All given conditions must hold; the first row that fits counts. */
export interface ErrorRow {
  readonly status?: number;
  readonly operations?: readonly Operation[];
  /** Words in the provider’s message or code. */
  readonly words?: RegExp;
  readonly code: ErrorCode;
  /** The field of the request that is meant. */
  readonly pointer?: string;
  readonly certainty: Certainty;
}

/** Limits of one input field, checked before anything is sent. */
export interface FieldLimit {
  readonly pointer: string;
  /** The provider’s name of the field. */
  readonly wireName: string;
  readonly min: number;
  readonly max: number;
  readonly required: boolean;
}

/** A limit of the provider’s service. */
export interface ServiceLimit {
  readonly subject: string;
  readonly limit: string;
  readonly certainty: Certainty;
}

/** Something that surprises at a provider, by its number in the provider’s README. */
export interface Quirk {
  readonly number: number;
  readonly summary: string;
}

/** The tables that describe a provider to people and to code. */
export interface ProviderTables {
  /** One field table per record of the provider, by the record’s name. */
  readonly fields: Readonly<Record<string, FieldTable>>;
  readonly errors: readonly ErrorRow[];
  /** Limits of input fields, checked before anything is sent. */
  readonly limits: readonly FieldLimit[];
  /** Limits of the service, which the gateway keeps to or answers for. */
  readonly serviceLimits: readonly ServiceLimit[];
  readonly quirks: readonly Quirk[];
  /** Meanings that no document states, in one sentence each. */
  readonly inferred: readonly string[];
}

/** A provider’s settings after reading: its configuration, or null when it is not enabled. Problems stay in the values. */
export interface LoadedSettings<Config> {
  readonly config: Config | null;
}

/** Everything the gateway knows about a provider before it is started: one plain value per folder. */
export interface ProviderRegistration<Config extends ProviderConnection = ProviderConnection> {
  /** Name of the folder, prefix of ids, routes and settings. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly settings: readonly Setting[];
  load(values: SettingValues): LoadedSettings<Config>;
  /** The Nest module with controller and adapter. */
  module(config: Config): DynamicModule;
  /** Class of the adapter, which the module exports. */
  readonly adapter: Type<ProviderAdapter>;
  /** The provider’s own form of ids, to recognise an id of another provider. */
  readonly idPattern: RegExp;
  readonly tables: ProviderTables;
  /** What callers send with writes, where that can be asked for: by operation, made of what checks it. */
  readonly inputs?: OperationInputs;
  /** Loaded in sandbox mode only. */
  readonly simulator: () => Promise<StartSimulator>;
}

/** The operations that an adapter class has, found out and never typed by hand. */
export function operationsOf(adapter: Type<ProviderAdapter>): Operation[] {
  const names = Object.keys(OPERATIONS) as Operation[];
  return names.filter((name) => typeof (adapter.prototype as ProviderAdapter)[name] === 'function');
}
