import {
  closeWithoutAnswer,
  halfClose,
  resetBeforeHead,
  resetInsideBody,
  staleConnection,
} from '../faults/connection.js';
import { shortBody, truncatedChunks } from '../faults/framing.js';
import { hang } from '../faults/timing.js';
import { expired, oldVersion, signedByItself, wrongHost } from '../faults/tls.js';
import { inDoubt, nonsense, succeeds, fails, unreached, type MatrixRow } from '../matrix-row.js';
import { badName, overTls, refusing } from '../place.js';

const lost = inDoubt('provider_connection_lost', 3);
const unavailable = unreached('provider_unavailable', 3, { retryAfter: 5 });
const nameless = unreached('provider_unavailable', 1, { retryAfter: 5 });
const tlsFailed = unreached('provider_tls_failed', 1);
// Without a length, the end of the connection is the end of the body.
const untilClose = { 'content-length': null, connection: 'close' };

/** Faults of the connection: before it, and in the middle of an answer. */
export const connectionRows: readonly MatrixRow[] = [
  { id: 'U01', name: 'connection refused', place: refusing, fault: hang, ...unavailable },
  { id: 'U02', name: 'host name unknown', place: badName({ failure: 'ENOTFOUND' }), fault: hang, ...nameless },
  { id: 'U02', name: 'name server fails', place: badName({ failure: 'EAI_AGAIN' }), fault: hang, ...nameless },
  { id: 'U05', name: 'certificate expired', place: overTls(expired, 'connections'), fault: hang, ...tlsFailed },
  {
    id: 'U05',
    name: 'certificate of another host',
    place: overTls(wrongHost, 'connections'),
    fault: hang,
    ...tlsFailed,
  },
  { id: 'U05', name: 'self-signed', place: overTls(signedByItself, 'connections'), fault: hang, ...tlsFailed },
  { id: 'U05', name: 'TLS 1.1 only', place: overTls(oldVersion, 'connections'), fault: hang, ...tlsFailed },
  { id: 'U06', name: 'reset before the head', fault: resetBeforeHead, ...lost },
  { id: 'U07', name: 'closed without an answer', fault: closeWithoutAnswer, ...lost },
  {
    id: 'U08',
    name: 'kept connection reset as the request is written',
    warmUp: 'keep',
    fault: staleConnection,
    read: succeeds(2),
    write: fails('provider_connection_lost', 1, { outcome: 'unknown' }),
  },
  {
    id: 'U08',
    name: 'kept connection closed before the request',
    warmUp: 'hang up',
    fault: staleConnection,
    read: succeeds([1, 2]),
    write: succeeds(1),
    note: 'nothing was written to the closed connection, so that a write may take another one',
  },
  { id: 'U09', name: 'reset inside the body', fault: resetInsideBody(), ...lost },
  {
    id: 'U09',
    name: 'reset inside a body without a length',
    fault: resetInsideBody(untilClose),
    ...nonsense,
    note: 'the end of the connection is the end of such a body: only its JSON shows that it was cut',
  },
  {
    id: 'U13',
    name: 'half-closed after the request',
    fault: halfClose,
    ...lost,
    note: 'the same bytes on the wire as U07, so the same number of attempts',
  },
  { id: 'U14', name: 'body shorter than its length', fault: shortBody(), ...lost },
  { id: 'U14', name: 'body shorter than its length, last answer', fault: shortBody({ connection: 'close' }), ...lost },
  { id: 'U15', name: 'chunks end early', fault: truncatedChunks(0.5), ...lost },
  { id: 'U15', name: 'chunks end early, last answer', fault: truncatedChunks(0.5, { connection: 'close' }), ...lost },
  { id: 'U15', name: 'last chunk missing', fault: truncatedChunks(1, { connection: 'close' }), ...lost },
];
