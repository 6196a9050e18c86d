import type { Redis } from 'ioredis';

/** Digits of a moment: microseconds since 1970 by the clock of Redis, which all replicas share. */
const MOMENT_DIGITS = 16;

const MOMENT = `
local time = redis.call('TIME')
local now = time[1] .. string.format('%06d', time[2])
`;

/** Keys: stamps, then what is looked for. Arguments: how many stamps, one for those that are not there, its life. */
const BEGIN = `${MOMENT}
local found = { now }
for index = 1, #KEYS do
  local value = redis.call('GET', KEYS[index])
  if not value and index <= tonumber(ARGV[1]) then
    value = ARGV[2]
    redis.call('SET', KEYS[index], value, 'PX', ARGV[3])
  end
  found[index + 1] = value
end
return found
`;

/**
 * Keys: stamps, then the place. Arguments: what the stamps must be, the moment when the read began, the value, its life.
 * A moment that has not come yet is not to be trusted: it is of another clock, or of no one of ours.
 */
const KEEP = `${MOMENT}
local count = #KEYS - 1
for index = 1, count do
  if redis.call('GET', KEYS[index]) ~= ARGV[index] then return 0 end
end
local moment, value, life = ARGV[count + 1], ARGV[count + 2], ARGV[count + 3]
local kept = tonumber(redis.call('GETRANGE', KEYS[#KEYS], 0, ${MOMENT_DIGITS - 1}))
if kept and kept > tonumber(moment) and kept <= tonumber(now) then return 0 end
redis.call('SET', KEYS[#KEYS], moment .. value, 'PX', life)
return 1
`;

/** What is run inside Redis, each in one round trip and at one moment. */
export class RedisScripts {
  private readonly commands: Commands;

  constructor(client: Redis) {
    client.defineCommand('gatewayBegin', { lua: BEGIN });
    client.defineCommand('gatewayKeep', { lua: KEEP });
    this.commands = client as unknown as Commands;
  }

  /**
   * The moment, the stamps under these names and what was kept under another one. A stamp that is not there is made, so
   * that its absence never stands for anything: Redis may have lost it.
   */
  async begin(stampNames: readonly string[], name: string | null, { stamp, lifeMs }: NewStamp): Promise<Begun> {
    const names = name === null ? stampNames : [...stampNames, name];
    const count = stampNames.length;
    const [moment, ...values] = await this.commands.gatewayBeginBuffer(names.length, ...names, count, stamp, lifeMs);
    const stamps = values.slice(0, count).map((value) => value?.toString() ?? '');
    return { moment: moment?.toString() ?? '', stamps, value: values[count]?.subarray(MOMENT_DIGITS) ?? null };
  }

  /** Keeps a value if the stamps are what they were, and if nothing is kept there that a later read has brought. */
  async keep(name: string, value: Buffer, { moment, stamps, stampNames, lifeMs }: Keeping): Promise<boolean> {
    const names = [...stampNames, name];
    return (await this.commands.gatewayKeep(names.length, ...names, ...stamps, moment, value, lifeMs)) === 1;
  }
}

/** A stamp for where there is none. */
interface NewStamp {
  readonly stamp: string;
  readonly lifeMs: number;
}

/** Under what a value is kept. */
interface Keeping extends Pick<Begun, 'moment' | 'stamps'> {
  readonly stampNames: readonly string[];
  readonly lifeMs: number;
}

interface Begun {
  readonly moment: string;
  readonly stamps: readonly string[];
  readonly value: Buffer | null;
}

/** What `defineCommand` adds to the client. */
interface Commands {
  gatewayBeginBuffer(keys: number, ...rest: (string | number)[]): Promise<(Buffer | null)[]>;
  gatewayKeep(keys: number, ...rest: (string | number | Buffer)[]): Promise<number>;
}
