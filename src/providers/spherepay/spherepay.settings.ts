import { connectionSettings, type ProviderConnection } from '../../platform/config/provider.settings.js';
import { setting, text, type SettingValues } from '../../platform/config/setting.js';
import type { LoadedSettings } from '../provider.js';

export interface SpherePayConfig extends ProviderConnection {
  readonly apiKey: string;
}

const connection = connectionSettings('SPHEREPAY', { title: 'SpherePay', baseUrl: 'https://api.spherepay.co' });
const apiKey = setting('SPHEREPAY_API_KEY', text, { description: 'API key, sent as a bearer token.', secret: true });

export const SPHEREPAY_SETTINGS = [...connection.all, apiKey];

/** Reads the settings; null without an API key. */
export function loadSpherePay(values: SettingValues): LoadedSettings<SpherePayConfig> {
  const key = values.get(apiKey);
  const reached = connection.load(values);
  return { config: key !== null && reached ? { ...reached, apiKey: key } : null };
}
