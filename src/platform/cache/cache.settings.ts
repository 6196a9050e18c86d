import { integer, setting, type SettingValues } from '../config/setting.js';

const memory = setting('GATEWAY_CACHE_MIB', integer(1, 2048), {
  description:
    'Memory for kept answers while they are in the process (without `REDIS_URL`), in MiB. What the process has taken once it does not give back.',
  default: '16',
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
  return { bytes: (values.get(memory) ?? 16) * 1_048_576, lifeMs: (values.get(longestLife) ?? 300) * 1000 };
}
