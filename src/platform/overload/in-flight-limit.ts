/** To how much of what is in flight the limit falls with each reading that is late, and by how much it rises with each that is not. */
const FALLS_TO = 0.8;
const RISES_BY = 0.1;
/** Part of the configured limit below which it never falls: some work must get through to find out that it is over. */
const LOWEST = 0.1;

/**
 * How many requests may be in flight: what is configured, and less while the event loop is late. A late loop means that
 * the work in hand takes longer than it comes in, whatever its number is.
 */
export class InFlightLimit {
  private readonly lowest: number;
  private allowed: number;

  constructor(
    private readonly configured: number,
    private readonly boundMs: number,
  ) {
    this.lowest = Math.max(1, Math.floor(configured * LOWEST));
    this.allowed = configured;
  }

  get current(): number {
    return this.allowed;
  }

  /**
   * Follows one reading of the loop’s delay. The limit falls from what is really in flight: coming down from what is
   * configured would take seconds during which nothing is refused here, and everything later at many times the price.
   */
  follow(delayMs: number, inFlight: number): void {
    this.allowed =
      delayMs > this.boundMs
        ? Math.max(this.lowest, Math.floor(Math.min(this.allowed, inFlight) * FALLS_TO))
        : Math.min(this.configured, this.allowed + Math.ceil(this.allowed * RISES_BY));
  }
}
