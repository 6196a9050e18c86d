/** What is in flight for one provider, or for everything else. */
export interface Share {
  readonly prefix: string;
  active: number;
  /** To be called once for each request that was counted. */
  readonly ended: () => void;
}

/**
 * Counts what is in flight for each provider apart: one that hangs must not use up what others need. Everything else is
 * one share, whatever path it names.
 */
export class Shares {
  private readonly shares: readonly Share[];
  private readonly others: Share;

  constructor(providers: readonly string[], onEnd: () => void) {
    this.others = shareOf('', onEnd);
    this.shares = providers.map((name) => shareOf(`/v1/${name}/`, onEnd));
  }

  of(url: string): Share {
    for (const share of this.shares) if (url.startsWith(share.prefix)) return share;
    return this.others;
  }
}

function shareOf(prefix: string, onEnd: () => void): Share {
  const share: Share = {
    prefix,
    active: 0,
    ended: () => {
      share.active--;
      onEnd();
    },
  };
  return share;
}
