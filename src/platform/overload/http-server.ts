import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ParserRefusals } from '../problem/parser-refusals.js';
import type { Admission } from './admission.js';
import { continueWhenRead } from './expect-continue.js';

const HEADERS_TIMEOUT_MS = 10_000;
// Node looks for connections that are over their time this often; its default of 30 s would triple the time.
const CHECKING_INTERVAL_MS = 2000;
// Long enough for two documents over a slow line; what a sender may hold meanwhile is bounded by the upload budget.
const REQUEST_TIMEOUT_MS = 300_000;
// Longer than the 60 s after which balancers usually close, so that they close first.
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

/** The listener of the gateway, with the admission in front of whatever handles requests. */
export function createGatewayServer(handler: RequestListener, admission: Admission, refusals: ParserRefusals): Server {
  const admit = admission.before(handler);
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: CHECKING_INTERVAL_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      // A missing `Host` is refused by us: Node would answer without a problem document.
      requireHostHeader: false,
    },
    admit,
  );
  // Without a listener Node says 100 before anybody has looked at the request.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    continueWhenRead(request, response);
    admit(request, response);
  });
  server.on('checkExpectation', (request: IncomingMessage) => refusals.onExpectation(request));
  server.on('connect', (request: IncomingMessage, socket: Socket) => refusals.onConnect(request, socket));
  return server;
}
