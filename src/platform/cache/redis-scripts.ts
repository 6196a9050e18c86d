import type { Redis } from 'ioredis';

/** Digits of a moment: microseconds since 1970 by the clock of Redis, which all replicas share. */
export const MOMENT_DIGITS = 16;

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

/** What is run inside Redis, each in one round trip and at one moment. */
export class RedisScripts {
  private readonly commands: Commands;

  constructor(client: Redis) {
    client.defineCommand('gatewayBegin', { lua: BEGIN });
    this.commands = client as unknown as Commands;
  }

  /**
   * The moment, the stamps under these names and the value under another one. A stamp that is not there is made, so
   * that its absence never stands for anything: Redis may have lost it.
   */
  async begin(stampNames: readonly string[], name: string | null, { stamp, lifeMs }: NewStamp): Promise<Begun> {
    const names = name === null ? stampNames : [...stampNames, name];
    const count = stampNames.length;
    const [moment, ...values] = await this.commands.gatewayBeginBuffer(names.length, ...names, count, stamp, lifeMs);
    const stamps = values.slice(0, count).map((value) => value?.toString() ?? '');
    return { moment: moment?.toString() ?? '', stamps, value: values[count] ?? null };
  }
}

/** A stamp for where there is none. */
interface NewStamp {
  readonly stamp: string;
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
}
