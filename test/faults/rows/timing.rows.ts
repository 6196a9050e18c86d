import { hang, slowBody, slowHead } from '../faults/timing.js';
import { inDoubt, unreached, type MatrixRow } from '../matrix-row.js';
import { apart, badName, silent } from '../place.js';

const NO_ANSWER = { ...inDoubt('provider_timeout', 2), place: apart, slow: true, dropsConnection: true } as const;

/** Enough for two attempts to connect, none of which is given up sooner than by itself. */
const patient = (prefix: string) => ({
  [`${prefix}_TIMEOUT_MS`]: '4000',
  [`${prefix}_UPLOAD_TIMEOUT_MS`]: '4000',
  [`${prefix}_ATTEMPT_TIMEOUT_MS`]: '2000',
});
const NO_CONNECTION = { ...unreached('provider_timeout', 2), fault: hang, settings: patient, slow: true } as const;

/** Faults that cost time. */
export const timingRows: readonly MatrixRow[] = [
  { id: 'U03', name: 'name resolved after 5 s', place: badName({ delayMs: 5000 }), ...NO_CONNECTION },
  { id: 'U04', name: 'connection never answered', place: silent, ...NO_CONNECTION },
  { id: 'U10', name: 'head drips', fault: slowHead, ...NO_ANSWER },
  { id: 'U11', name: 'body drips', fault: slowBody, ...NO_ANSWER },
  { id: 'U12', name: 'no byte comes', fault: hang, ...NO_ANSWER },
];
