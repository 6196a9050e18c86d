import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Admission as AdmissionClass } from '../../src/platform/overload/admission.js';
import { loadModule, type TestAnswer, type TestGateway } from './gateway.js';
import { startStubbedGateway, type StubbedGateway } from './stubbed-gateway.js';
import { healthy } from './wire-records.js';

const { Admission } = await loadModule<{ Admission: typeof AdmissionClass }>('platform/overload/admission.js');

/** What stands before all requests of a gateway. */
export const admissionOf = ({ nest }: TestGateway) => nest.get<AdmissionClass>(Admission);

/** What a test expects of a request that was not let in. */
export const REFUSAL = { status: 503, code: 'overloaded', origin: 'gateway', outcome: 'not_sent', safe: true } as const;

/** A read of a customer of its own, so that no two share a call. */
export const someRead = () => `/v1/cartevo/customers/${randomUUID()}`;

/** The gateway has looked at its event loop once more after so long. */
const LOOP_READING_MS = 300;

/** A gateway in which nothing more may be in flight. */
export interface FullGateway {
  readonly gateway: TestGateway;
  readonly stubs: StubbedGateway['stubs'];
  readonly admission: AdmissionClass;
  /** Lets the provider answer what it has kept waiting, and waits for the answers. */
  readonly release: () => Promise<TestAnswer[]>;
}

/** A gateway whose slots are all taken by reads of a provider that hangs; `cleanUp` ends it, last step first. */
export async function fullGateway(cleanUp: (() => unknown)[], slots = 4): Promise<FullGateway> {
  const stubbed = await startStubbedGateway({
    GATEWAY_MAX_IN_FLIGHT: `${slots}`,
    CARTEVO_TIMEOUT_MS: '30000',
    // No second attempt that would be counted as another read.
    CARTEVO_ATTEMPT_TIMEOUT_MS: '30000',
  });
  cleanUp.push(() => stubbed.stop());
  const { gateway, stubs } = stubbed;
  const admission = admissionOf(gateway);
  stubs.cartevo.handle(healthy('cartevo'));
  // The first request of all makes the event loop late, and while it is late less may be in flight.
  await gateway.call(someRead());
  await pause(LOOP_READING_MS);
  while (admission.currentLimit < slots) await pause(50);
  const held: ServerResponse[] = [];
  stubs.cartevo.handle((_call, response) => void held.push(response));
  stubs.spherepay.handle(healthy('spherepay'));
  const taken = Array.from({ length: slots }, () => gateway.call(someRead()));
  const settled = Promise.allSettled(taken);
  cleanUp.push(() => settled);
  let early = false;
  void Promise.race(taken)
    .finally(() => (early = true))
    .catch(() => undefined);
  const letGo = () => held.splice(0).forEach((response) => response.writeHead(404).end());
  cleanUp.push(letGo);
  while (held.length < slots || admission.inFlight < slots) {
    if (early) throw new Error('a read ended that was to take a slot');
    await pause(5);
  }
  const release = async () => {
    letGo();
    const answers = await Promise.all(taken);
    // A slot is free when its answer has left, which the caller may notice first.
    while (admission.inFlight > 0) await pause(5);
    return answers;
  };
  return { gateway, stubs, admission, release };
}
