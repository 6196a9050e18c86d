import { createHash } from 'node:crypto';
import type { RunningGateway, StartOptions } from '../../src/start.js';
import {
  READING_THE_DOCUMENT,
  readDocument,
  requireDocumented,
  toAnswer,
  useDocument,
} from './openapi/checked-answers.js';

/** A module of the gateway: of the sources, or with `GATEWAY_E2E_DIST=1` of what `npm run build` made of them. */
export async function loadModule<T>(path: string): Promise<T> {
  return (await import(`../../${process.env['GATEWAY_E2E_DIST'] ? 'dist' : 'src'}/${path}`)) as T;
}

const { startGateway } = await loadModule<typeof import('../../src/start.js')>('start.js');
const { createDocument } = await loadModule<typeof import('../../src/openapi/document.js')>('openapi/document.js');

/** Key of the caller that every test gateway knows, with every scope. */
export const TEST_KEY = 'test-key';

/** The data key of every test gateway that is given no other. */
export const TEST_DATA_KEY = `test:${Buffer.alloc(32, 7).toString('base64')}`;

/** The entry of a key for `GATEWAY_API_KEYS`. */
export function keyEntry(name: string, key: string, scopes = ''): string {
  const digest = createHash('sha256').update(key).digest('hex');
  return scopes ? `${name}:${digest}:${scopes}` : `${name}:${digest}`;
}

export const ALL_SCOPES = 'customers:read customers:write cards:read cards:write sensitive:read admin';

export interface TestGateway extends RunningGateway {
  /** Every log line so far, parsed. */
  readonly logs: () => Record<string, unknown>[];
  /** The log as it was written. */
  readonly rawLog: () => string;
  /** A request with the test key; `key: null` leaves it out. Throws when the answer is outside the document. */
  readonly call: (path: string, init?: RequestInit & { key?: string | null }) => Promise<TestAnswer>;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Tests read answers of any shape.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

/** A gateway on a free port whose log is kept, in live mode unless the environment says otherwise. */
export async function startTestGateway(
  environment: Record<string, string> = {},
  options: Omit<StartOptions, 'logDestination'> = {},
): Promise<TestGateway> {
  let log = '';
  const write = (line: string) => void (log += line.includes(READING_THE_DOCUMENT) ? '' : line);
  const defaults = {
    PORT: '0',
    METRICS_PORT: 'off',
    GATEWAY_LOG_LEVEL: 'trace',
    GATEWAY_API_KEYS: keyEntry('test', TEST_KEY, ALL_SCOPES),
    // Some suites send thousands of requests in a minute.
    GATEWAY_RATE_LIMIT: 'off',
    DATABASE_URL: 'sqlite::memory:',
    // Calls of its own would be counted among those of a test.
    GATEWAY_RECONCILE_MS: '60000',
    GATEWAY_DATA_KEYS: TEST_DATA_KEY,
  };
  const gateway = await startGateway({ ...defaults, ...environment }, { ...options, logDestination: { write } });
  useDocument(gateway.url, await documentOf(gateway));
  return {
    ...gateway,
    rawLog: () => log,
    logs: () =>
      log
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    call: (path, init) => call(gateway.url, path, init),
  };
}

async function call(
  url: string,
  path: string,
  { key = TEST_KEY, ...init }: RequestInit & { key?: string | null } = {},
) {
  const headers = new Headers(init.headers);
  if (key !== null && !headers.has('authorization')) headers.set('authorization', `Bearer ${key}`);
  const response = await fetch(url + path, { redirect: 'manual', ...init, headers });
  const answer = toAnswer(response.status, response.headers, await response.text());
  const { pathname, search } = new URL(url + path);
  requireDocumented(url, { method: init.method ?? 'GET', target: pathname + search }, answer);
  return answer;
}

/** The document as it is served, or as it would be. */
async function documentOf({ url, config, nest }: RunningGateway): Promise<string> {
  return config.docs ? readDocument(url) : JSON.stringify(createDocument(nest, []));
}
