import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Dispatcher } from 'undici';
import type { Deadline } from './deadline.js';
import { UpstreamError, toUpstreamError, type UpstreamFailure } from './upstream-error.js';

declare module 'axios' {
  interface AxiosRequestConfig {
    /** Deadline of the inbound request that caused this call. */
    deadline?: Deadline;
    /** Milliseconds after which this attempt is given up, where that is before the deadline; else null. */
    attemptTimeoutMs?: number | null;
  }
}

/**
 * Runs axios requests on an undici dispatcher. It never follows a redirect, bounds the answer’s size while it arrives,
 * obeys the deadline also while a body drips, and knows whether anything was sent. axios’ own Node transport does none
 * of these and reaches a third of the throughput.
 */
export function undiciAdapter(dispatcher: Dispatcher, maxAnswerBytes: number): AxiosAdapter {
  return (config) =>
    new Promise<AxiosResponse>((resolve, reject) => {
      new Exchange(config, maxAnswerBytes, resolve, reject).start(dispatcher);
    });
}

class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | null = null;
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
    private readonly resolve: (response: AxiosResponse) => void,
    private readonly reject: (error: UpstreamError) => void,
  ) {
    const { deadline, attemptTimeoutMs } = config;
    this.forgetDeadline = deadline?.onExpiry(() => this.onExpiry(deadline.cancelled)) ?? (() => undefined);
    const onTimeout = () => this.abort('attempt_timeout', 'the attempt took too long');
    this.timer = attemptTimeoutMs ? setTimeout(onTimeout, attemptTimeoutMs) : null;
  }

  start(dispatcher: Dispatcher): void {
    if (this.failure) return;
    const { method = 'get', url = '/', headers, data } = this.config;
    dispatcher.dispatch(
      {
        method: method.toUpperCase() as Dispatcher.HttpMethod,
        path: url,
        headers: headers.toJSON() as Record<string, string>,
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

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
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
    this.resolve({
      data: this.chunks.length === 1 ? this.chunks[0] : Buffer.concat(this.chunks),
      status: this.status,
      statusText: '',
      headers: this.headers as AxiosResponse['headers'],
      config: this.config,
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(this.failure ?? toUpstreamError(error, this.controller !== null, this.status > 0));
  }

  private tooLarge(controller: Dispatcher.DispatchController): void {
    this.failure ??= new UpstreamError('too_large', 'the answer is larger than the limit', {
      sent: true,
      status: this.status,
    });
    controller.abort(this.failure);
  }

  private onExpiry(cancelled: boolean): void {
    if (cancelled) this.abort('cancelled', 'nobody waits for the answer any more');
    else this.abort('deadline', 'the deadline passed before the whole answer');
  }

  private abort(failure: UpstreamFailure, message: string): void {
    const error = new UpstreamError(failure, message, { sent: this.controller !== null });
    this.fail(error);
    this.controller?.abort(error);
  }

  private fail(error: UpstreamError): void {
    this.forgetTime();
    this.failure ??= error;
    this.reject(this.failure);
  }

  private forgetTime(): void {
    // Not there yet when the deadline has passed already.
    this.forgetDeadline?.();
    if (this.timer) clearTimeout(this.timer);
  }
}
