import { integer, setting, type SettingValues } from '../config/setting.js';

const memory = setting('GATEWAY_CACHE_MIB', integer(1, 65_536), {
  description: 'Memory for kept answers while they are in the process (without `REDIS_URL`), in MiB.',
  default: '32',
});

const longestLife = setting('GATEWAY_CACHE_SECONDS', integer(1, 86_400), {
  description: 'How long an answer is kept at most, in seconds, whatever age a caller accepts.',
  default: '300',
});

export const CACHE_SETTINGS = [memory, longestLife];

/** Bounds of what is kept. */
export interface CacheConfig {
  readonly bytes: number;
  readonly lifeMs: number;
}

export function loadCacheSettings(values: SettingValues): CacheConfig {
  return { bytes: (values.get(memory) ?? 32) * 1_048_576, lifeMs: (values.get(longestLife) ?? 300) * 1000 };
}
