import type { AxiosInstance, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Dispatcher } from 'undici';
import type { Deadline } from './deadline.js';
import { UpstreamError, toUpstreamError, type UpstreamFailure } from './upstream-error.js';

declare module 'axios' {
  interface AxiosRequestConfig {
    /** Names and values in turns. Beside axios’ own headers, which it copies and checks at every step. */
    wireHeaders?: readonly string[];
    /** Deadline of the inbound request that caused this call. */
    deadline?: Deadline;
    /** Milliseconds after which this attempt is given up, if `giveUp` agrees then; null for none but the deadline. */
    attemptTimeoutMs?: number | null;
    giveUp?: () => boolean;
    /**
     * Hears how the request ends for its caller while it cannot be taken back: it waits for a connection. It will not
     * be sent, and the response comes when the connection has been made or has failed. Without, the response comes at once.
     */
    leave?: (error: UpstreamError) => void;
  }
}

/** What came back: bytes as they came, whatever the status is. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
}

/**
 * Runs the requests of an axios instance on an undici dispatcher; `data` of its responses is a `WireAnswer`, or the
 * `UpstreamError` in its place: axios would write a stack into an error that it is given to throw, which costs more than
 * all the rest of a refused connection. It never follows a redirect, bounds the answer’s size while it arrives, obeys
 * the deadline also while a body drips, and knows whether anything was sent. axios’ own Node transport does none of
 * these and reaches a third of the throughput.
 */
export function runOnUndici({ defaults }: AxiosInstance, dispatcher: Dispatcher, maxAnswerBytes: number): void {
  // axios merges its two dozen defaults into every request; none of them means anything here.
  for (const name of Object.keys(defaults)) Reflect.deleteProperty(defaults, name);
  const exchange = (config: InternalAxiosRequestConfig) =>
    new Promise<AxiosResponse<WireAnswer | UpstreamError>>((resolve) => {
      new Exchange(config, maxAnswerBytes, resolve).start(dispatcher);
    });
  defaults.adapter = exchange;
}

class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | null = null;
  private dispatched = false;
  /** Since when the provider has had the whole request and said nothing, by `performance.now()`. */
  private silentSince: number | null = null;
  private status = 0;
  private headers: Record<string, string | string[] | undefined> = {};
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private failure: UpstreamError | null = null;
  private readonly forgetDeadline: () => void;
  private readonly timer: NodeJS.Timeout | null;

  constructor(
    private readonly config: InternalAxiosRequestConfig,
    private readonly maxBytes: number,
    private readonly resolve: (response: AxiosResponse<WireAnswer | UpstreamError>) => void,
  ) {
    const { deadline, attemptTimeoutMs } = config;
    this.forgetDeadline = deadline?.onExpiry(() => this.onExpiry(deadline.cancelled)) ?? (() => undefined);
    const limited = attemptTimeoutMs && !this.failure;
    this.timer = limited ? setTimeout(() => this.onAttemptTimeout(), attemptTimeoutMs) : null;
  }

  start(dispatcher: Dispatcher): void {
    if (this.failure) return;
    const { method = 'get', url = '/', wireHeaders, data } = this.config;
    this.dispatched = true;
    dispatcher.dispatch(
      {
        method: method.toUpperCase() as Dispatcher.HttpMethod,
        path: url,
        headers: wireHeaders as string[] | undefined,
        body: (data ?? null) as Dispatcher.DispatchOptions['body'],
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      this,
    );
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.failure) controller.abort(this.failure);
  }

  onRequestSent(): void {
    this.silentSince = performance.now();
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.silentSince = null;
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    if (Number(headers['content-length']) > this.maxBytes) this.tooLarge(controller);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.maxBytes) this.tooLarge(controller);
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.forgetTime();
    if (this.failure) return;
    const { status, headers, chunks } = this;
    const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    this.end({ status, headers, bytes });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const begun = this.controller !== null;
    // Of a request that was left, how the connection failed says more of the provider than that nobody waited.
    this.fail((begun && this.failure) || toUpstreamError(error, begun, this.status > 0));
  }

  private tooLarge(controller: Dispatcher.DispatchController): void {
    this.failure ??= new UpstreamError('too_large', 'the answer is larger than the limit', {
      sent: true,
      status: this.status,
    });
    controller.abort(this.failure);
  }

  private onAttemptTimeout(): void {
    if (this.config.giveUp?.() ?? true) this.abort('attempt_timeout', 'the attempt took too long');
  }

  private onExpiry(cancelled: boolean): void {
    if (cancelled) this.abort('cancelled', 'nobody waits for the answer any more');
    else this.abort('deadline', 'the deadline passed before the whole answer');
  }

  private abort(failure: UpstreamFailure, message: string): void {
    const { controller, silentSince } = this;
    const silentMs = silentSince === null ? 0 : performance.now() - silentSince;
    const error = new UpstreamError(failure, message, { sent: controller !== null, silentMs });
    this.failure ??= error;
    const { leave } = this.config;
    if (leave && this.dispatched && !controller) {
      this.forgetTime();
      return leave(error);
    }
    this.fail(error);
    controller?.abort(error);
  }

  private fail(error: UpstreamError): void {
    this.forgetTime();
    this.failure ??= error;
    this.end(error);
  }

  private end(data: WireAnswer | UpstreamError): void {
    this.resolve({ data, status: this.status, statusText: '', headers: {}, config: this.config });
  }

  private forgetTime(): void {
    // Not there yet when the deadline has passed already.
    this.forgetDeadline?.();
    if (this.timer) clearTimeout(this.timer);
  }
}
