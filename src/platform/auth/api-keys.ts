import { hash, randomBytes } from 'node:crypto';
import { SettingFault } from '../config/setting.js';

/** Rights that a key can have. */
export const SCOPES = [
  'customers:read',
  'customers:write',
  'cards:read',
  'cards:write',
  'sensitive:read',
  'admin',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Rights of a key that names none. */
export const DEFAULT_SCOPES: readonly Scope[] = SCOPES.filter(
  (scope) => scope !== 'sensitive:read' && scope !== 'admin',
);

const PROVIDER_SCOPE = /^provider:([a-z][a-z0-9-]{0,40})$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._ -]{0,63}$/;
const DIGEST = /^[0-9a-f]{64}$/;

/** Who calls: the name in the logs and what the key allows. */
export interface Caller {
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Providers that the key is limited to, or null for all. */
  readonly providers: ReadonlySet<string> | null;
}

/** SHA-256 of a key in lower-case hexadecimal: the form in which keys are configured and looked up. */
export function digestOf(key: string): string {
  return hash('sha256', key, 'hex');
}

/** A new random key of 256 bits. */
export function newKey(): string {
  return `gw_${randomBytes(32).toString('base64url')}`;
}

/**
 * Callers by the digest of their key, from `name:<sha256 hex>[:scope scope …]`, comma-separated. Only the first two
 * colons separate, since scopes hold colons themselves. A name may come twice, so that keys can be rotated.
 */
export function parseApiKeys(text: string): ReadonlyMap<string, Caller> {
  const callers = new Map<string, Caller>();
  const entries = text.split(',').map((entry) => entry.trim());
  entries.forEach((entry, index) => {
    const [, name = '', digest = '', scopes = ''] = /^([^:]*):([^:]*)(?::(.*))?$/s.exec(entry) ?? [];
    const place = `entry ${index + 1}`;
    if (!NAME.test(name.trim())) throw new SettingFault(`${place} does not begin with a caller’s name and a colon`);
    const key = digest.trim().toLowerCase();
    if (!DIGEST.test(key)) throw new SettingFault(`${place} does not hold the SHA-256 of a key in hexadecimal`);
    if (callers.has(key)) throw new SettingFault(`${place} repeats the key of another entry`);
    callers.set(key, { name: name.trim(), ...parseScopes(scopes, place) });
  });
  return callers;
}

function parseScopes(text: string, place: string): Pick<Caller, 'scopes' | 'providers'> {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const providers = words.flatMap((word) => PROVIDER_SCOPE.exec(word)?.[1] ?? []);
  const scopes = words.filter((word) => !PROVIDER_SCOPE.test(word));
  if (scopes.some((word) => !SCOPES.includes(word as Scope))) {
    throw new SettingFault(
      `${place} names a scope that does not exist; there are ${SCOPES.join(', ')}, provider:<name>`,
    );
  }
  return {
    // A key that is only limited to providers has the usual rights there.
    scopes: new Set(scopes.length > 0 ? (scopes as Scope[]) : DEFAULT_SCOPES),
    providers: providers.length > 0 ? new Set(providers) : null,
  };
}
