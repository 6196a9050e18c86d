/** An opinion is formed over so long and so many answers: one late answer is a hiccup. */
const WINDOW_MS = 1000;
const FEWEST = 10;
// Far from each other, so that what lies between is not said again and again.
const MISSING_FROM = 0.75;
const IN_TIME_BELOW = 0.25;

/** Tells when the answers of a store have begun to miss their time, and when that is over. */
export class CountingWatch {
  private missing = false;
  private since = 0;
  private answers = 0;
  private late = 0;

  /** Notes whether an answer came in time; returns what that changes, or null. `now` in milliseconds. */
  note(inTime: boolean, now = performance.now()): 'missing' | 'in_time' | null {
    if (this.answers++ === 0) this.since = now;
    if (!inTime) this.late++;
    if (this.answers < FEWEST || now - this.since < WINDOW_MS) return null;
    const share = this.late / this.answers;
    this.answers = 0;
    this.late = 0;
    const missing = this.missing ? share >= IN_TIME_BELOW : share > MISSING_FROM;
    if (missing === this.missing) return null;
    this.missing = missing;
    return missing ? 'missing' : 'in_time';
  }
}
