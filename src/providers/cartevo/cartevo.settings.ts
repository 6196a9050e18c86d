import { connectionSettings, type ProviderConnection } from '../../platform/config/provider.settings.js';
import { setting, text, type SettingValues } from '../../platform/config/setting.js';
import type { LoadedSettings } from '../provider.js';

/** Either a client id with its key, exchanged for one-hour tokens, or one token that is used as it is. */
export type CartevoCredentials =
  | { readonly kind: 'client'; readonly id: string; readonly key: string }
  | { readonly kind: 'token'; readonly token: string };

export interface CartevoConfig extends ProviderConnection {
  readonly credentials: CartevoCredentials;
}

const connection = connectionSettings('CARTEVO', { title: 'Cartevo', baseUrl: 'https://api.cartevo.co/api/v1' });
const clientId = setting('CARTEVO_CLIENT_ID', text, { description: 'Client id for the token exchange.', secret: true });
const clientKey = setting('CARTEVO_CLIENT_KEY', text, {
  description: 'Client key for the token exchange.',
  secret: true,
});
const accessToken = setting('CARTEVO_ACCESS_TOKEN', text, {
  description: 'A bearer token to use as it is, instead of client id and key.',
  secret: true,
});

export const CARTEVO_SETTINGS = [...connection.all, clientId, clientKey, accessToken];

/** Reads the settings; null without credentials, and a problem for half of them or both kinds at once. */
export function loadCartevo(values: SettingValues): LoadedSettings<CartevoConfig> {
  const id = values.get(clientId);
  const key = values.get(clientKey);
  const token = values.get(accessToken);
  if (token !== null && (id !== null || key !== null)) {
    values.report(accessToken.name, `is set together with ${clientId.name} or ${clientKey.name}; set one kind only`);
  } else if (id !== null && key === null) values.report(clientKey.name, `is missing while ${clientId.name} is set`);
  else if (key !== null && id === null) values.report(clientId.name, `is missing while ${clientKey.name} is set`);
  const credentials = toCredentials(id, key, token);
  const reached = connection.load(values);
  return { config: credentials && reached ? { ...reached, credentials } : null };
}

function toCredentials(id: string | null, key: string | null, token: string | null): CartevoCredentials | null {
  if (token !== null) return { kind: 'token', token };
  return id !== null && key !== null ? { kind: 'client', id, key } : null;
}
