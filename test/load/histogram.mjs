// Latencies in buckets of two percent, so that a long run takes no more memory than a short one.
const STEP = Math.log(1.02);
const SMALLEST_MS = 0.01;
const BUCKETS = 1024;

export class Histogram {
  count = 0;
  max = 0;
  #buckets = new Uint32Array(BUCKETS);

  record(milliseconds) {
    const index = milliseconds <= SMALLEST_MS ? 0 : Math.ceil(Math.log(milliseconds / SMALLEST_MS) / STEP);
    this.#buckets[Math.min(index, BUCKETS - 1)]++;
    this.count++;
    if (milliseconds > this.max) this.max = milliseconds;
  }

  /** Milliseconds below which `share` (0 to 1) of the values lie; 0 without any. */
  percentile(share) {
    let left = Math.ceil(this.count * share);
    if (left === 0) return 0;
    for (let index = 0; index < BUCKETS; index++) {
      left -= this.#buckets[index];
      if (left <= 0) return Math.min(this.max, SMALLEST_MS * Math.exp(index * STEP));
    }
    return this.max;
  }

  summary() {
    const round = (value) => Math.round(value * 100) / 100;
    const [p50, p99] = [this.percentile(0.5), this.percentile(0.99)].map(round);
    return { count: this.count, p50, p99, max: round(this.max) };
  }
}
