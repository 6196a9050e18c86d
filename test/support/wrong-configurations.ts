import { createHash } from 'node:crypto';

/** A value that stands for a secret in them. */
export const PRINTED_NEVER = 'value-that-must-not-be-printed';

const digest = createHash('sha256').update(PRINTED_NEVER).digest('hex');
const LIVE = { GATEWAY_API_KEYS: `a:${digest}`, GATEWAY_LOG_LEVEL: 'info', PORT: '0' };
const CARTEVO = { CARTEVO_BASE_URL: 'http://127.0.0.1:9/api/v1', CARTEVO_ACCESS_TOKEN: 'stub-token' };

/** What is wrong, the environment, and the variables that are to be named. */
export type WrongConfiguration = readonly [name: string, environment: Record<string, string>, named: readonly string[]];

/** Each ends the process. */
export const WRONG_CONFIGURATIONS: readonly WrongConfiguration[] = [
  ['nothing at all', {}, ['GATEWAY_API_KEYS']],
  ['no provider', { ...LIVE }, ['CARTEVO_ACCESS_TOKEN', 'SPHEREPAY_API_KEY', 'PARTNER_API_KEY']],
  ['an empty credential', { ...LIVE, SPHEREPAY_API_KEY: '' }, ['SPHEREPAY_API_KEY']],
  ['half of Cartevo', { ...LIVE, CARTEVO_CLIENT_ID: PRINTED_NEVER }, ['CARTEVO_CLIENT_KEY']],
  ['the other half of Cartevo', { ...LIVE, CARTEVO_CLIENT_KEY: PRINTED_NEVER }, ['CARTEVO_CLIENT_ID']],
  [
    'both kinds of Cartevo credentials',
    {
      ...LIVE,
      CARTEVO_CLIENT_ID: PRINTED_NEVER,
      CARTEVO_CLIENT_KEY: PRINTED_NEVER,
      CARTEVO_ACCESS_TOKEN: PRINTED_NEVER,
    },
    ['CARTEVO_ACCESS_TOKEN', 'CARTEVO_CLIENT_ID'],
  ],
  [
    'half of the partner',
    { ...LIVE, PARTNER_API_KEY: PRINTED_NEVER, PARTNER_BASE_URL: 'https://x.example.com' },
    ['PARTNER_API_SECRET'],
  ],
  [
    'a partner without address',
    { ...LIVE, PARTNER_API_KEY: PRINTED_NEVER, PARTNER_API_SECRET: PRINTED_NEVER },
    ['PARTNER_BASE_URL'],
  ],
  ['an unknown mode', { ...LIVE, ...CARTEVO, GATEWAY_MODE: PRINTED_NEVER }, ['GATEWAY_MODE']],
  ['a port that is none', { ...LIVE, ...CARTEVO, PORT: '70000' }, ['PORT']],
  ['an address that is no URL', { ...LIVE, ...CARTEVO, CARTEVO_BASE_URL: PRINTED_NEVER }, ['CARTEVO_BASE_URL']],
  [
    'http to another machine',
    { ...LIVE, ...CARTEVO, CARTEVO_BASE_URL: `http://${PRINTED_NEVER}.example.com` },
    ['CARTEVO_BASE_URL'],
  ],
  [
    'credentials in an address',
    { ...LIVE, ...CARTEVO, CARTEVO_BASE_URL: `https://u:${PRINTED_NEVER}@x.example.com` },
    ['CARTEVO_BASE_URL'],
  ],
  ['a key in clear', { ...LIVE, ...CARTEVO, GATEWAY_API_KEYS: `caller:${PRINTED_NEVER}` }, ['GATEWAY_API_KEYS']],
  ['an unknown scope', { ...LIVE, ...CARTEVO, GATEWAY_API_KEYS: `a:${digest}:${PRINTED_NEVER}` }, ['GATEWAY_API_KEYS']],
  [
    'a key for no provider',
    { ...LIVE, ...CARTEVO, GATEWAY_API_KEYS: `a:${digest}:provider:${PRINTED_NEVER}` },
    ['GATEWAY_API_KEYS'],
  ],
  ['a time that is no number', { ...LIVE, ...CARTEVO, CARTEVO_TIMEOUT_MS: '10s' }, ['CARTEVO_TIMEOUT_MS']],
  [
    'an authority that is no file',
    { ...LIVE, ...CARTEVO, CARTEVO_CA_FILE: `/nowhere/${PRINTED_NEVER}` },
    ['CARTEVO_CA_FILE'],
  ],
  [
    'a secret that is no file',
    { ...LIVE, SPHEREPAY_API_KEY_FILE: `/nowhere/${PRINTED_NEVER}` },
    ['SPHEREPAY_API_KEY_FILE'],
  ],
  [
    'a secret twice',
    { ...LIVE, SPHEREPAY_API_KEY: PRINTED_NEVER, SPHEREPAY_API_KEY_FILE: '/dev/null' },
    ['SPHEREPAY_API_KEY'],
  ],
  ['a secret with a line break', { ...LIVE, SPHEREPAY_API_KEY: `${PRINTED_NEVER}\nX: 1` }, ['SPHEREPAY_API_KEY']],
  [
    'a Redis without data keys',
    { ...LIVE, ...CARTEVO, GATEWAY_DATA_KEYS: '', REDIS_URL: 'redis://127.0.0.1:1' },
    ['GATEWAY_DATA_KEYS'],
  ],
  [
    'data keys that are none',
    {
      ...LIVE,
      ...CARTEVO,
      GATEWAY_DATA_KEYS: `a:${PRINTED_NEVER}`,
      GATEWAY_CACHE_MIB: '0',
      GATEWAY_CACHE_SECONDS: 'x',
    },
    ['GATEWAY_DATA_KEYS', 'GATEWAY_CACHE_MIB', 'GATEWAY_CACHE_SECONDS'],
  ],
  [
    'sandbox in production',
    { GATEWAY_MODE: 'sandbox', NODE_ENV: 'production', PORT: '0' },
    ['GATEWAY_MODE', 'NODE_ENV'],
  ],
];
