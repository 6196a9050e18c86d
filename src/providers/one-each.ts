/** What a write can have made, by the provider’s ids; the oldest first. */
type Choices = readonly string[];

/**
 * What is left of its own choices for a write beside the others that it is linked with and that asked for the same: all,
 * when there is no other one; the oldest with which every one can have its own, when there are exactly as many as writes.
 * Null when that cannot be said.
 */
export function leftFor([own, ...rivals]: Linked): Choices | null {
  const pool = new Set([own, ...rivals].flat());
  const tooMany = pool.size > rivals.length + 1;
  if (rivals.length === 0 || (tooMany && own.length > 1)) return own;
  if (tooMany) return null;
  const share = own.find((one) => haveOneEach(rivals.map((choices) => choices.filter((other) => other !== one))));
  return share === undefined ? null : [share];
}

/** A write, and those of which it matters for it what they have made. */
export type Linked = readonly [own: Choices, ...others: Choices[]];

/** The first one and all others of which it matters what they have made: step by step those that share a choice. */
export function linked(own: Choices, others: readonly Choices[]): Linked {
  const found: [Choices, ...Choices[]] = [own];
  let left = others;
  for (const one of found) {
    const known = new Set(one);
    const shares = (other: Choices) => other.some((id) => known.has(id));
    found.push(...left.filter(shares));
    left = left.filter((other) => !shares(other));
  }
  return found;
}

/** Whether each can have one of its choices to itself. */
function haveOneEach(all: readonly Choices[]): boolean {
  const holders = new Map<string, Choices>();
  // Whoever holds one already makes room if it can have another one.
  const place = (choices: Choices, tried: Set<string>): boolean =>
    choices.some((one) => {
      if (tried.has(one)) return false;
      tried.add(one);
      const holder = holders.get(one);
      if (holder !== undefined && !place(holder, tried)) return false;
      holders.set(one, choices);
      return true;
    });
  return all.every((choices) => place(choices, new Set()));
}
