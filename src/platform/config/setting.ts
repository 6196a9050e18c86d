import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { isLoopback } from './loopback.js';

/** A variable of the environment: one name everywhere, its form, default and meaning. */
export interface Setting<T = unknown> {
  readonly name: string;
  readonly description: string;
  /** Text of the default, or null when there is none. */
  readonly default: string | null;
  /** A secret can also be given as a file: `<NAME>_FILE`. Its value is never printed. */
  readonly secret: boolean;
  /** The value, or a `SettingFault` that says what is wrong without the value. */
  readonly parse: (text: string) => T;
}

/** Why a text is not a value of its setting. */
export class SettingFault extends Error {}

/** A problem that an operator has to solve; names variables, never values. */
export interface SettingProblem {
  readonly variable: string;
  readonly problem: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export function setting<T>(
  name: string,
  parse: (text: string) => T,
  about: { description: string; default?: string; secret?: boolean },
): Setting<T> {
  return { name, parse, description: about.description, default: about.default ?? null, secret: about.secret ?? false };
}

/** Reads settings from an environment and remembers every problem, so that all can be shown at once. */
export class SettingValues {
  readonly problems: SettingProblem[] = [];

  constructor(private readonly environment: Environment) {}

  /** The value of the setting; null when it is not set (empty counts as not set) or wrong. */
  get<T>(setting: Setting<T>): T | null {
    const text = this.textOf(setting);
    if (text === null) return null;
    try {
      return setting.parse(text);
    } catch (fault) {
      if (!(fault instanceof SettingFault)) throw fault;
      this.report(setting.name, fault.message);
      return null;
    }
  }

  /** True when the variable itself (or its file) is set. */
  isSet(setting: Setting): boolean {
    return Boolean(this.environment[setting.name] || (setting.secret && this.environment[`${setting.name}_FILE`]));
  }

  report(variable: string, problem: string): void {
    if (!this.problems.some((known) => known.variable === variable && known.problem === problem)) {
      this.problems.push({ variable, problem });
    }
  }

  private textOf(setting: Setting): string | null {
    const direct = this.environment[setting.name] || null;
    const file = (setting.secret && this.environment[`${setting.name}_FILE`]) || null;
    if (direct !== null && file !== null) {
      this.report(setting.name, `is set together with ${setting.name}_FILE; set one of them`);
      return null;
    }
    if (file === null) return direct ?? setting.default;
    try {
      return readFileSync(file, 'utf8').trim() || null;
    } catch {
      this.report(`${setting.name}_FILE`, 'names a file that cannot be read');
      return null;
    }
  }
}

/** Text in printable ASCII. */
export function text(value: string): string {
  // Control characters would end up in HTTP headers.
  if (/[^\x20-\x7e]/.test(value)) throw new SettingFault('holds a character that is not printable ASCII');
  return value;
}

export function integer(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = /^\d{1,12}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= min && number <= max)) throw new SettingFault(`must be a whole number from ${min} to ${max}`);
    return number;
  };
}

export function choice<T extends string>(values: readonly T[]): (value: string) => T {
  return (value) => {
    if (!values.includes(value as T)) throw new SettingFault(`must be one of ${values.join(', ')}`);
    return value as T;
  };
}

/** A port to listen on, or null for `off`. */
export function portOrOff(value: string): number | null {
  if (value === 'off') return null;
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) throw new SettingFault('must be a port or `off`');
  return Number(value);
}

/** Text of a form that is checked now and read by what uses it. */
export function pattern(form: RegExp, inWords: string): (value: string) => string {
  return (value) => {
    if (!form.test(value)) throw new SettingFault(`must be ${inWords}`);
    return value;
  };
}

export function host(value: string): string {
  if (isIP(value) === 0 && !/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/.test(value)) {
    throw new SettingFault('must be an IP address or a host name');
  }
  return value;
}

/** An https address, or http on this machine itself; credentials would travel in clear anywhere else. */
export function baseUrl(value: string): URL {
  const url = URL.parse(value);
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw new SettingFault('must be an http or https address');
  if (url.username || url.password || url.search || url.hash) {
    throw new SettingFault('must not hold credentials, a query or a fragment');
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new SettingFault('must use https, except for a loopback address');
  }
  return url;
}

/** A readable file with certificates in PEM. */
export function pemFile(path: string): string {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch {
    throw new SettingFault('names a file that cannot be read');
  }
  if (!content.includes('-----BEGIN CERTIFICATE-----'))
    throw new SettingFault('names a file without a PEM certificate');
  return content;
}
