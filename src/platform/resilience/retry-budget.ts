/**
 * Bounds the extra load that repeated attempts put on a provider: every call earns a share of a token, every repeated
 * attempt costs one. A few tokens are there from the start, for providers with little traffic.
 */
export class RetryBudget {
  private tokens: number;

  /** `share`: tokens earned by a call, so 0.2 allows one repeated attempt for five calls. */
  constructor(
    private readonly share: number,
    private readonly capacity = 10,
  ) {
    this.tokens = share > 0 ? capacity : 0;
  }

  /** To be called once for every call that reaches the provider, repeated attempts not counted. */
  earn(): void {
    this.tokens = Math.min(this.capacity, this.tokens + this.share);
  }

  /** Takes a token; false when there is none, and the call must not be repeated. */
  take(): boolean {
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
