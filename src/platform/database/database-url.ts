import { SettingFault } from '../config/setting.js';

/** Where the ledger is kept. */
export type DatabaseLocation =
  { readonly kind: 'sqlite'; readonly path: string } | { readonly kind: 'postgres'; readonly url: string };

/** Reads `sqlite:<path>` or `postgres://…`; the fault never holds a piece of the address. */
export function parseDatabaseUrl(text: string): DatabaseLocation {
  const path = /^sqlite:(.+)$/.exec(text)?.[1];
  if (path !== undefined) return { kind: 'sqlite', path };
  if (/^postgres(?:ql)?:\/\/.+$/.test(text) && URL.canParse(text)) return { kind: 'postgres', url: text };
  throw new SettingFault('must be `sqlite:<path>` or `postgres://…`');
}
