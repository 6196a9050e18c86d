import { SECRETS, SENSITIVE, CANARY_RECORDS, canaryCard } from '../support/canaries.js';
import type { TestAnswer, TestGateway } from '../support/gateway.js';
import type { ProviderName } from '../support/stubbed-gateway.js';
import { IDS, READ, enveloped, type Wire } from '../support/wire-records.js';
import { cartevoFiles, cartevoJson, partnerFiles, partnerJson, spherePayJson } from './creates.js';
import { send as sendAnswer, type HttpAnswer } from './kit/answers.js';
import type { Fault, Selection } from './kit/faulty-server.js';
import { FULL } from './volume.js';

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
  /** What is spoilt comes before the write itself, of which nothing is sent then. */
  readonly preparing?: true;
  /** So close to another one that only what is quick is tried on it, unless everything is tried. */
  readonly variant?: true;
  readonly send: (gateway: Callable, more?: CallOptions) => Promise<TestAnswer>;
  /** The requests by which the gateway carries it out. */
  readonly selects: Selection;
  /** What a healthy provider answers, around this record. */
  readonly answer: (record: Wire) => { readonly status: number; readonly body: Wire };
  readonly record: () => Wire;
  /** The wire key that holds the id of the record. */
  readonly idKey: string;
}

const isExchange = (target: string) => target.endsWith('/auth/token');
const isRead: Selection = ({ method }) => method === 'GET';
const isUpload: Selection = ({ target }) => target.endsWith('/files/upload');
const isCreate: Selection = (request) => request.method === 'POST' && !isExchange(request.target) && !isUpload(request);

const ID_KEYS: Readonly<Record<ProviderName, string>> = { cartevo: 'id', spherepay: 'id', partner: 'customer_id' };

/** The record that each provider has; the partner’s is new, as one is that was just created. */
const RECORDS: Readonly<Record<ProviderName, () => Wire>> = {
  ...CANARY_RECORDS,
  partner: () => ({ ...CANARY_RECORDS.partner(), created_at: new Date().toISOString() }),
};

const shown = (provider: ProviderName, status: number) => (record: Wire) => ({
  status,
  body: provider === 'cartevo' ? enveloped(record) : record,
});

function readOf(provider: ProviderName): FaultSubject {
  const send = (gateway: Callable, { id = IDS[provider], headers = {} }: CallOptions = {}) =>
    gateway.call(READ[provider].replace(IDS[provider], id), { headers });
  return {
    name: `${provider} read`,
    provider,
    write: false,
    send,
    selects: isRead,
    answer: shown(provider, 200),
    record: RECORDS[provider],
    idKey: ID_KEYS[provider],
  };
}

function createOf(
  provider: ProviderName,
  form: string,
  init: (record: Wire) => RequestInit,
  more: Partial<FaultSubject> = {},
): FaultSubject {
  return {
    name: `${provider} create (${form})`,
    provider,
    write: true,
    send: (gateway) => gateway.call(`/v1/${provider}/customers`, init(RECORDS[provider]())),
    selects: isCreate,
    answer: shown(provider, 201),
    record: RECORDS[provider],
    idKey: ID_KEYS[provider],
    ...more,
  };
}

const upload: Partial<FaultSubject> = {
  preparing: true,
  selects: isUpload,
  record: () => ({ file_id: SENSITIVE.fileId }),
  idKey: 'file_id',
};

/** Every call that each fault is tried on: one line each. */
export const SUBJECTS: readonly FaultSubject[] = [
  readOf('cartevo'),
  readOf('spherepay'),
  readOf('partner'),
  createOf('cartevo', 'JSON', cartevoJson),
  createOf('cartevo', 'files', cartevoFiles, { variant: true }),
  createOf('spherepay', 'JSON', spherePayJson),
  createOf('partner', 'JSON', partnerJson),
  createOf('partner', 'files', partnerFiles, { variant: true }),
  createOf('partner', 'at the upload of its files', partnerFiles, { ...upload, variant: true }),
];

/** Those that are worth the time of a gateway of their own. */
export const CHIEF_SUBJECTS = SUBJECTS.filter(({ variant }) => FULL || !variant);

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
  idKey: 'id',
};

/** The good answer to this call, around another record where one is given. */
export function goodAnswer(subject: FaultSubject, record: Wire = subject.record()): HttpAnswer {
  const { status, body } = subject.answer(record);
  return { status, body: JSON.stringify(body) };
}

export const TOKEN_LIFE_SECONDS = 3600;

/** A provider without any fault: answers every request of the gateway, token exchanges too. */
export function healthyProvider(provider: ProviderName): Fault {
  return ({ socket, request }) => {
    const answer = (status: number, body: unknown) => sendAnswer(socket, { status, body: JSON.stringify(body) });
    if (isExchange(request.target)) {
      return answer(200, { access_token: SECRETS.cartevoToken, expires_in: TOKEN_LIFE_SECONDS });
    }
    if (request.target.includes('/cards')) return answer(200, enveloped([CARDS_OF_CARTEVO.record()]));
    const asked = SUBJECTS.find((subject) => subject.provider === provider && subject.selects(request));
    return asked && sendAnswer(socket, goodAnswer(asked));
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
