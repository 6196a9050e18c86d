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
    readonly totalBytes: number,
    private readonly longestWaitMs = LONGEST_WAIT_MS,
  ) {
    this.free = totalBytes;
  }

  get bytesInUse(): number {
    return this.totalBytes - this.free;
  }

  /** Requests that wait for memory. */
  get waiting(): number {
    return this.queue.length;
  }

  /**
   * Reserves memory; the returned function gives it back and may be called more than once. A request that needs more
   * than there is at all is let in alone. One whose sender leaves while it waits (`gone`) leaves the queue.
   */
  async reserve(wanted: number, gone?: AbortSignal): Promise<() => void> {
    const bytes = Math.min(wanted, this.totalBytes);
    gone?.throwIfAborted();
    if (this.queue.length > 0 || bytes > this.free) await this.wait(bytes, gone);
    else this.free -= bytes;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.free += bytes;
      this.admitWaiting();
    };
  }

  private wait(bytes: number, gone?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = { bytes, admit: resolve };
    const giveUp = (error: unknown) => {
      const place = this.queue.indexOf(waiting);
      if (place === -1) return;
      this.queue.splice(place, 1);
      reject(error as Error);
      this.admitWaiting();
    };
    const leave = () => giveUp(gone?.reason);
    const timer = setTimeout(() => giveUp(tooBusy()), this.longestWaitMs);
    gone?.addEventListener('abort', leave, { once: true });
    this.queue.push(waiting);
    return promise.finally(() => {
      clearTimeout(timer);
      gone?.removeEventListener('abort', leave);
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

function tooBusy(): GatewayError {
  return new GatewayError('overloaded', {
    detail: 'Too many uploads are being received. The request was not read.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    headers: { Connection: 'close' },
  });
}
