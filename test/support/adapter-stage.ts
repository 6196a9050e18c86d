import { afterEach, beforeEach } from '@jest/globals';
import type { Pool } from 'undici';
import type { Deadline } from '../../src/platform/http/deadline.js';
import type { UpstreamError } from '../../src/platform/http/upstream-error.js';
import { callContext, realHttp, type RealHttp } from './real-http.js';
import { json, startStub, type StubProvider } from './stub-provider.js';

/** For the tests of a file: a stub that answers 200, connections to it and deadlines, all ended after each of them. */
export class AdapterStage {
  stub!: StubProvider;
  private readonly opened: RealHttp[] = [];
  private readonly deadlines: Deadline[] = [];

  constructor() {
    beforeEach(async () => {
      this.stub = await startStub((_call, response) => json(response, 200, { ok: true }));
    });
    afterEach(async () => {
      for (const deadline of this.deadlines.splice(0)) deadline.clear();
      await Promise.all(this.opened.splice(0).map((real) => real.close()));
      await this.stub.close();
    });
  }

  open(url = this.stub.url, options: Pool.Options = {}, maxBytes?: number): RealHttp {
    const real = realHttp(url, options, maxBytes);
    this.opened.push(real);
    return real;
  }

  within(milliseconds: number): Deadline {
    const { deadline } = callContext(milliseconds);
    this.deadlines.push(deadline);
    return deadline;
  }
}

/** What a call failed with; null when it did not. */
export function failureOf(promise: Promise<unknown>): Promise<UpstreamError | null> {
  return promise.then(
    () => null,
    (error: unknown) => error as UpstreamError,
  );
}
