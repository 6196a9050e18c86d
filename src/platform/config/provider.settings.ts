import { baseUrl, integer, pemFile, setting, type Setting, type SettingValues } from './setting.js';

/** How a provider is reached, whatever its credentials are. */
export interface ProviderConnection {
  readonly baseUrl: URL;
  readonly timeoutMs: number;
  readonly uploadTimeoutMs: number;
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
  const ca = setting(`${prefix}_CA_FILE`, pemFile, {
    description: 'File with an extra certificate authority, in PEM.',
  });
  return {
    all: [base, timeout, uploadTimeout, ca],
    load(values) {
      const url = values.get(base);
      const connection = {
        timeoutMs: values.get(timeout) ?? 0,
        uploadTimeoutMs: values.get(uploadTimeout) ?? 0,
        ca: values.get(ca),
      };
      return url === null ? null : { baseUrl: url, ...connection };
    },
  };
}
