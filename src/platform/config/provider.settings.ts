import type { ProviderLimits } from '../resilience/provider-resilience.js';
import { baseUrl, integer, pemFile, setting, type Setting, type SettingValues } from './setting.js';

/** How a provider is reached, whatever its credentials are. */
export interface ProviderConnection {
  readonly baseUrl: URL;
  readonly timeoutMs: number;
  readonly uploadTimeoutMs: number;
  readonly limits: ProviderLimits;
  /** Extra certificate authority in PEM, or null. */
  readonly ca: string | null;
}

/** The settings that every provider has, under its own prefix. */
export interface ConnectionSettings {
  readonly all: readonly Setting[];
  /** Null (with a problem) when no base address is known. */
  load(values: SettingValues): ProviderConnection | null;
}

export function connectionSettings(prefix: string, about: { title: string; baseUrl?: string }): ConnectionSettings {
  const base = setting(`${prefix}_BASE_URL`, baseUrl, {
    description: `Base address of ${about.title}.`,
    ...(about.baseUrl && { default: about.baseUrl }),
  });
  const timeout = setting(`${prefix}_TIMEOUT_MS`, integer(1, 600_000), {
    description: 'Deadline of one inbound request, every upstream call and attempt included, in milliseconds.',
    default: '10000',
  });
  const uploadTimeout = setting(`${prefix}_UPLOAD_TIMEOUT_MS`, integer(1, 600_000), {
    description: 'The same for requests that carry files.',
    default: '60000',
  });
  const limits = limitSettings(prefix);
  const ca = setting(`${prefix}_CA_FILE`, pemFile, {
    description: 'File with an extra certificate authority, in PEM.',
  });
  return {
    all: [base, timeout, uploadTimeout, ...limits.all, ca],
    load(values) {
      const url = values.get(base);
      const connection = {
        timeoutMs: values.get(timeout) ?? 0,
        uploadTimeoutMs: values.get(uploadTimeout) ?? 0,
        limits: limits.load(values),
        ca: values.get(ca),
      };
      return url === null ? null : { baseUrl: url, ...connection };
    },
  };
}

/** How much the provider is asked at once, and how patiently. */
function limitSettings(prefix: string): { all: readonly Setting[]; load(values: SettingValues): ProviderLimits } {
  const attemptTimeout = setting(`${prefix}_ATTEMPT_TIMEOUT_MS`, integer(1, 600_000), {
    description: 'One attempt of a read is given up for another after this time, if enough is left, in milliseconds.',
    default: '3000',
  });
  const concurrency = setting(`${prefix}_CONCURRENCY`, integer(1, 10_000), {
    description: 'Calls in flight, for reads and for writes each; a connection each.',
    default: '64',
  });
  const queue = setting(`${prefix}_QUEUE`, integer(0, 100_000), {
    description:
      'Calls that wait for one of these places for up to half of their time, of all callers in turn; more are refused with 503, first those of whoever has most of them.',
    default: '128',
  });
  return {
    all: [attemptTimeout, concurrency, queue],
    load: (values) => ({
      attemptTimeoutMs: values.get(attemptTimeout) ?? 0,
      concurrency: values.get(concurrency) ?? 0,
      queue: values.get(queue) ?? 0,
    }),
  };
}
