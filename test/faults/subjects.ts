import { SECRETS, SENSITIVE, PERSONAL, CANARY_RECORDS, canaryCard } from '../support/canaries.js';
import type { TestAnswer, TestGateway } from '../support/gateway.js';
import { newCustomer, toForm } from '../support/new-customer.js';
import type { ProviderName } from '../support/stubbed-gateway.js';
import { IDS, READ, enveloped, type Wire } from '../support/wire-records.js';
import { send as sendAnswer, type HttpAnswer } from './kit/answers.js';
import type { Fault, Selection } from './kit/faulty-server.js';

/** A gateway, in this process or another. */
export type Callable = Pick<TestGateway, 'call'>;

/** What tells one read from another; a create takes no notice of it. */
export interface CallOptions {
  readonly id?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A call of a caller that a provider can spoil. */
export interface FaultSubject {
  readonly name: string;
  readonly provider: ProviderName;
  readonly write: boolean;
  readonly send: (gateway: Callable, more?: CallOptions) => Promise<TestAnswer>;
  /** The requests by which the gateway carries it out. */
  readonly selects: Selection;
  /** What a healthy provider answers, around this record. */
  readonly answer: (record: Wire) => { readonly status: number; readonly body: Wire };
  readonly record: () => Wire;
}

const isRead: Selection = ({ method }) => method === 'GET';
const isCreate: Selection = ({ method, target }) => method === 'POST' && !isExchange(target);
const isExchange = (target: string) => target.endsWith('/auth/token');

const bare = (body: Wire) => ({ status: 200, body });
const inEnvelope = (data: unknown) => ({ status: 200, body: enveloped(data) });
const created = (data: unknown) => ({ status: 201, body: enveloped(data) });

function readOf(provider: ProviderName, answer: FaultSubject['answer']): FaultSubject {
  const call = (gateway: Callable, { id = IDS[provider], headers = {} }: CallOptions = {}) =>
    gateway.call(READ[provider].replace(IDS[provider], id), { headers });
  const record = CANARY_RECORDS[provider];
  return { name: `${provider} read`, provider, write: false, send: call, selects: isRead, answer, record };
}

function createOf(provider: ProviderName, form: string, init: () => RequestInit): FaultSubject {
  const call = (gateway: Callable) => gateway.call(`/v1/${provider}/customers`, { method: 'POST', ...init() });
  const record = CANARY_RECORDS[provider];
  const name = `${provider} create (${form})`;
  return { name, provider, write: true, send: call, selects: isCreate, answer: created, record };
}

const input = () =>
  newCustomer({
    givenName: PERSONAL.givenName,
    familyName: PERSONAL.familyName,
    email: PERSONAL.email,
    dateOfBirth: PERSONAL.dateOfBirth,
    phone: `+237${PERSONAL.phone}`,
    identityDocument: { type: 'passport', number: SENSITIVE.documentNumber },
  });

const json = (): RequestInit => {
  const customer = input();
  customer.identityDocument['frontUrl'] = SENSITIVE.frontUrl;
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(customer) };
};

/** Every call that each fault is tried on: one line each. SpherePay and the partner have no create yet. */
export const SUBJECTS: readonly FaultSubject[] = [
  readOf('cartevo', inEnvelope),
  readOf('spherepay', bare),
  readOf('partner', bare),
  createOf('cartevo', 'JSON', json),
  createOf('cartevo', 'files', () => ({ body: toForm(input()) })),
];

/** An id in the provider’s own form, another one for each number below 256. */
export function idOf(provider: ProviderName, number: number): string {
  return IDS[provider].slice(0, -2) + number.toString(16).padStart(2, '0');
}

/** Calls that only some rows are about. */
export const CARDS_OF_CARTEVO: FaultSubject = {
  name: 'cartevo cards',
  provider: 'cartevo',
  write: false,
  send: (gateway) => gateway.call(`/v1/cartevo/customers/${IDS.cartevo}/cards`),
  selects: ({ target }) => target.includes('/cards'),
  answer: (card) => ({ status: 200, body: enveloped([card]) }),
  record: () => ({ ...canaryCard(), masked_pan: '**** **** **** 5407', masked_number: undefined, pan: undefined }),
};

/** The good answer to this call, around another record where one is given. */
export function goodAnswer(subject: FaultSubject, record: Wire = subject.record()): HttpAnswer {
  const { status, body } = subject.answer(record);
  return { status, body: JSON.stringify(body) };
}

export const TOKEN_LIFE_SECONDS = 3600;

/** A provider without any fault: answers every request of the gateway, token exchanges too. */
export function healthyProvider(provider: ProviderName): Fault {
  const record = CANARY_RECORDS[provider]();
  return ({ socket, request }) => {
    const answer = (status: number, body: unknown) => sendAnswer(socket, { status, body: JSON.stringify(body) });
    if (isExchange(request.target)) {
      return answer(200, { access_token: SECRETS.cartevoToken, expires_in: TOKEN_LIFE_SECONDS });
    }
    if (request.method === 'POST') return answer(201, enveloped(record));
    if (request.target.includes('/cards')) return answer(200, enveloped([CARDS_OF_CARTEVO.record()]));
    return answer(200, provider === 'cartevo' ? enveloped(record) : record);
  };
}

/** The environment of a gateway whose providers are at these origins. */
export function environmentFor(origins: Readonly<Record<ProviderName, string>>): Record<string, string> {
  return {
    CARTEVO_BASE_URL: `${origins.cartevo}/api/v1`,
    CARTEVO_ACCESS_TOKEN: SECRETS.cartevoToken,
    SPHEREPAY_BASE_URL: origins.spherepay,
    SPHEREPAY_API_KEY: SECRETS.spherePayKey,
    PARTNER_BASE_URL: origins.partner,
    PARTNER_API_KEY: SECRETS.partnerKey,
    PARTNER_API_SECRET: SECRETS.partnerSecret,
  };
}
