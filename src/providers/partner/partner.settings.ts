import { connectionSettings, type ProviderConnection } from '../../platform/config/provider.settings.js';
import { setting, text, type SettingValues } from '../../platform/config/setting.js';
import type { LoadedSettings } from '../provider.js';

export interface PartnerConfig extends ProviderConnection {
  readonly apiKey: string;
  readonly apiSecret: string;
}

// The partner's documents name a placeholder host only, so there is no default address.
const connection = connectionSettings('PARTNER', { title: 'the partner API, for example `http://127.0.0.1:8083`' });
const apiKey = setting('PARTNER_API_KEY', text, { description: 'Sent as `X-API-Key`.', secret: true });
const apiSecret = setting('PARTNER_API_SECRET', text, { description: 'Sent as `X-API-Secret`.', secret: true });

export const PARTNER_SETTINGS = [...connection.all, apiKey, apiSecret];

/** Reads the settings; null without credentials, and a problem for half of them or a missing address. */
export function loadPartner(values: SettingValues): LoadedSettings<PartnerConfig> {
  const key = values.get(apiKey);
  const secret = values.get(apiSecret);
  if (key !== null && secret === null) values.report(apiSecret.name, `is missing while ${apiKey.name} is set`);
  if (secret !== null && key === null) values.report(apiKey.name, `is missing while ${apiSecret.name} is set`);
  const reached = connection.load(values);
  if (reached === null && (key !== null || secret !== null)) {
    values.report('PARTNER_BASE_URL', 'is required when the partner’s credentials are set');
  }
  return { config: reached && key !== null && secret !== null ? { ...reached, apiKey: key, apiSecret: secret } : null };
}
