import type { Fault } from './kit/faulty-server.js';
import type { FaultSubject } from './subjects.js';

/** What a fault may need to know of the case it is made for. */
export interface Scene {
  readonly subject: FaultSubject;
  /** Origin of a server that no request may ever reach. */
  readonly forbidden: string;
}

/** Makes a fault for a case. */
export type FaultMaker = (scene: Scene) => Fault;
