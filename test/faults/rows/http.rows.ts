import { SECRETS } from '../../support/canaries.js';
import { changed } from '../faults/body.js';
import { hints, raw, withHeaders } from '../faults/http.js';
import { loop, redirect } from '../faults/redirects.js';
import { selfSigned } from '../../support/certificate.js';
import { nonsense, succeeds, usable, type MatrixRow } from '../matrix-row.js';
import { overTls } from '../place.js';

const goodTls = () => {
  const certificate = selfSigned({ host: 'localhost' });
  return { tls: certificate, trusted: certificate.cert };
};

const REDIRECTS = [301, 302, 303, 307, 308].map((status): MatrixRow => ({
  id: 'U39',
  name: `${status} to another host`,
  fault: redirect(status, '{forbidden}/elsewhere'),
  ...nonsense,
}));

const dateOff = (minutes: number) =>
  changed(() => ({ headers: { date: new Date(Date.now() + minutes * 60_000).toUTCString() } }));

const exchanged = (): Readonly<Record<string, string>> => ({
  CARTEVO_ACCESS_TOKEN: '',
  CARTEVO_CLIENT_ID: 'client',
  CARTEVO_CLIENT_KEY: SECRETS.cartevoKey,
});

/** Redirects, and answers that break HTTP itself. */
export const httpRows: readonly MatrixRow[] = [
  ...REDIRECTS,
  {
    id: 'U39',
    name: '307 from https to http',
    place: overTls(goodTls, 'calls'),
    fault: redirect(307, '{forbidden}/elsewhere'),
    ...nonsense,
  },
  { id: 'U39', name: '302 to a metadata address', fault: redirect(302, 'http://169.254.169.254/latest/'), ...nonsense },
  { id: 'U39', name: '302 to itself', fault: loop, ...nonsense },
  { id: 'U40', name: 'status line without a status', fault: raw('HTTP/1.1 abc\r\n\r\n'), ...nonsense },
  { id: 'U40', name: 'not HTTP at all', fault: raw('SSH-2.0-OpenSSH_9.6\r\n'), ...nonsense },
  { id: 'U40', name: 'length and chunks at once', fault: withHeaders('transfer-encoding: chunked'), ...nonsense },
  { id: 'U40', name: 'two lengths', fault: withHeaders('content-length: 1'), ...nonsense },
  { id: 'U40', name: '64 KiB of headers', fault: withHeaders(`x-large: ${'x'.repeat(65_536)}`), ...nonsense },
  { id: 'U40', name: '50 early hints', fault: hints(50), ...usable() },
  { id: 'U41', name: 'provider’s clock 10 minutes ahead', fault: dateOff(10), ...usable() },
  { id: 'U41', name: 'provider’s clock 10 minutes behind', fault: dateOff(-10), ...usable() },
  {
    id: 'U41',
    name: 'ten calls with a token, the clock 10 minutes behind',
    fault: dateOff(-10),
    only: { providers: ['cartevo'], reason: 'its key is not exchanged for tokens' },
    settings: exchanged,
    repeat: 9,
    read: succeeds(10, { exchanges: 1 }),
    write: succeeds(10, { exchanges: 1 }),
  },
];
