/** A path without anything that the router would decode first. */
const PLAIN = /^\/[^%]*$/;

/** What is in flight for one provider, or for everything else. */
interface Destination {
  readonly prefix: string;
  /** By the names of the callers; those that nobody has recognized are one. */
  readonly shares: Map<string | null, Share>;
  /** How many callers have something in flight. */
  callers: number;
}

/** What one caller has in flight for one destination. */
export class Share {
  private active = 0;

  constructor(
    private readonly destination: Destination,
    private readonly onEnd: () => void,
  ) {}

  /**
   * True when this caller has its part of what one destination may have; all callers that ask there have the same part.
   * While those before it still have more than theirs, all together can have more than the destination may.
   */
  isUsedUp(ofDestination: number): boolean {
    return this.active > 0 && this.active >= ofDestination / this.destination.callers;
  }

  begin(): void {
    if (this.active++ === 0) this.destination.callers++;
  }

  /** To be called once for each request that has begun. */
  readonly ended = (): void => {
    if (--this.active === 0) this.destination.callers--;
    this.onEnd();
  };
}

/**
 * Counts what is in flight for each provider and each of its callers apart: a provider that hangs must not use up what
 * others need, nor may a caller who asks too much. Everything that is for no provider is one destination, whatever path
 * it names.
 */
export class Shares {
  private readonly destinations: readonly Destination[];
  private readonly others = destinationOf('');

  constructor(
    providers: readonly string[],
    private readonly onEnd: () => void,
  ) {
    this.destinations = providers.map((name) => destinationOf(`/v1/${name}/`));
  }

  /** The share of a caller; null for one that nobody has recognized. */
  of(url: string, caller: string | null): Share {
    const path = PLAIN.test(url) ? url : pathOf(url);
    const destination = this.destinations.find(({ prefix }) => path.startsWith(prefix)) ?? this.others;
    const known = destination.shares.get(caller);
    if (known) return known;
    const share = new Share(destination, this.onEnd);
    destination.shares.set(caller, share);
    return share;
  }
}

/** As the router sees it: `http://host/v1/%70artner/` is no other provider. */
function pathOf(url: string): string {
  const path = (url.split(/[?#]/, 1)[0] ?? '').replace(/^https?:\/\/[^/]*/i, '');
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

function destinationOf(prefix: string): Destination {
  return { prefix, shares: new Map(), callers: 0 };
}
