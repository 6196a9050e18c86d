import { GatewayError } from '../../canonical/errors.js';

const LONGEST_WAIT_MS = 30_000;
const RETRY_AFTER_SECONDS = 5;

interface Waiting {
  readonly bytes: number;
  readonly admit: () => void;
}

/**
 * Memory for files that are being received, all requests together. A request reserves before a byte of its body is
 * read; past the budget it waits its turn (its socket is not read meanwhile), then gives up with 503.
 */
export class UploadBudget {
  private free: number;
  private readonly queue: Waiting[] = [];

  constructor(
    private readonly totalBytes: number,
    private readonly longestWaitMs = LONGEST_WAIT_MS,
  ) {
    this.free = totalBytes;
  }

  get bytesInUse(): number {
    return this.totalBytes - this.free;
  }

  /** Reserves memory; the returned function gives it back and may be called more than once. */
  async reserve(wanted: number): Promise<() => void> {
    const bytes = Math.min(wanted, this.totalBytes);
    if (this.queue.length > 0 || bytes > this.free) await this.wait(bytes);
    else this.free -= bytes;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.free += bytes;
      this.admitWaiting();
    };
  }

  private wait(bytes: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.queue.splice(this.queue.indexOf(waiting), 1);
        this.admitWaiting();
        reject(
          new GatewayError('overloaded', {
            detail: 'Too many uploads are being received. The request was not read.',
            retryAfterSeconds: RETRY_AFTER_SECONDS,
            headers: { Connection: 'close' },
          }),
        );
      }, this.longestWaitMs);
      const waiting: Waiting = {
        bytes,
        admit: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      this.queue.push(waiting);
    });
  }

  /** In the order of arrival, so that a large upload is not overtaken for ever by small ones. */
  private admitWaiting(): void {
    let next = this.queue[0];
    while (next && next.bytes <= this.free) {
      this.queue.shift();
      this.free -= next.bytes;
      next.admit();
      next = this.queue[0];
    }
  }
}
