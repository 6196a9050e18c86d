import 'reflect-metadata';
import type { IncomingMessage, RequestListener } from 'node:http';
import multipart from '@fastify/multipart';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppModule, type AppOptions } from './app.module.js';
import { servedDocument } from './openapi/served-document.js';
import { serveDocument } from './openapi/swagger-ui.js';
import { callerOf } from './platform/auth/authentication.js';
import { LedgerDatabase } from './platform/database/database.js';
import { Departure } from './platform/ledger/departure.js';
import { Lifecycle } from './platform/lifecycle/lifecycle.js';
import { QuietCollection } from './platform/lifecycle/quiet-collection.js';
import { NestLogger } from './platform/logging/logger.js';
import { GatewayMetrics } from './platform/metrics/gateway-metrics.js';
import { Admission } from './platform/overload/admission.js';
import { createGatewayServer } from './platform/overload/http-server.js';
import { RateLimiter } from './platform/overload/rate-limiter.js';
import type { FrontDoor } from './platform/platform.module.js';
import { ProblemFilter, sendProblem } from './platform/problem/problem.filter.js';
import { ParserRefusals } from './platform/problem/parser-refusals.js';
import { MAX_JSON_BYTES, useStrictJson } from './platform/request/json-body.js';
import { RedisConnection } from './platform/redis/redis-connection.js';
import { addRequestHooks, begin, standingHeadersFor, type AnswerOptions } from './platform/request/request-hooks.js';
import { KeptReads } from './platform/request/kept-reads.js';
import { RouteTable } from './platform/request/route-table.js';
import { EarlyRefusals } from './providers/early-refusals.js';

const LONGEST_PATH_PARAMETER = 16_384;

/** A gateway that is ready to listen. */
export interface GatewayApp {
  readonly nest: NestFastifyApplication;
  readonly lifecycle: Lifecycle;
  readonly routes: RouteTable;
  readonly metrics: GatewayMetrics;
  readonly writes: Departure;
}

/** Builds the whole application; `serve.ts` and the tests start the same one. */
export async function createApp(options: AppOptions): Promise<GatewayApp> {
  const { configuration, registered, logger } = options;
  const { callers, docs } = configuration.gateway;
  const answers = answersFor(options);
  const { rateLimiter, quiet, ...door } = await makeFrontDoor(options, answers);
  const { lifecycle, admission, keptReads, metrics, redis } = door;
  const adapter = createAdapter(answers, door);
  const server: FastifyInstance = adapter.getInstance();
  const enabled = configuration.enabled.map(({ registration }) => registration);
  const routes = new RouteTable({ all: registered.map(({ name }) => name), enabled: enabled.map(({ name }) => name) });

  const nest = await NestFactory.create<NestFastifyApplication>(AppModule.register(options, door), adapter, {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  const refusals = nest.get(EarlyRefusals, { strict: false });
  const refusal = refusals.of.bind(refusals);
  addRequestHooks(server, { ...answers, callers, lifecycle, routes, rateLimiter, refusal });
  server.addHook('onClose', () => {
    admission.stop();
    quiet.stop();
    keptReads.stop();
    redis?.close();
  });
  useStrictJson(server);
  await server.register(multipart, { throwFileSizeLimit: false });
  nest.useGlobalFilters(new ProblemFilter());
  if (docs) {
    const { offer = null } = options;
    await serveDocument(nest, servedDocument(nest, enabled, offer), { sandbox: offer !== null });
  }
  await nest.init();
  redis?.start();
  const writes = nest.get(Departure, { strict: false });
  return { nest, lifecycle, routes, metrics, writes };
}

/** What stands before the application and is asked first. */
async function makeFrontDoor({ configuration, logger }: AppOptions, answers: AnswerOptions) {
  const { callers, overload, redisUrl, cache } = configuration.gateway;
  const { maxInFlight, rateLimit } = overload;
  const { metrics } = answers;
  const lifecycle = new Lifecycle();
  const providers = configuration.enabled.map(({ registration }) => registration.name);
  const nameOf = (request: IncomingMessage) => callerOf(request, callers)?.name ?? null;
  const admission = new Admission({ ...answers, maxInFlight, providers, callerOf: nameOf, lifecycle });
  const redis = redisUrl === null ? null : await RedisConnection.make(redisUrl, logger);
  const rateLimiter = rateLimit && new RateLimiter(rateLimit, redis, logger);
  const { lifeMs } = cache;
  const keptReads = new KeptReads({ ...answers, callers, lifecycle, rateLimiter, inProcess: redis === null, lifeMs });
  const quiet = new QuietCollection({
    lifecycle,
    logger,
    turnedAway: () => metrics.turnedAway,
    collect: globalThis.gc,
  });
  const database = await LedgerDatabase.make(configuration.gateway.ledger.database, logger);
  return { lifecycle, admission, keptReads, metrics, database, redis, rateLimiter, quiet };
}

function answersFor({ configuration, logger, tracing = null }: AppOptions): AnswerOptions {
  const standingHeaders = standingHeadersFor(configuration.gateway.mode === 'sandbox');
  return { standingHeaders, logger, metrics: new GatewayMetrics(), tracing };
}

function createAdapter(answers: AnswerOptions, { admission, keptReads }: FrontDoor): FastifyAdapter {
  const refusals = new ParserRefusals(answers.logger, answers.standingHeaders, answers.metrics);
  return new FastifyAdapter({
    serverFactory: (handler: RequestListener) => createGatewayServer(keptReads.before(handler), admission, refusals),
    bodyLimit: MAX_JSON_BYTES,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    trustProxy: false,
    routerOptions: { maxParamLength: LONGEST_PATH_PARAMETER, caseSensitive: true },
    clientErrorHandler: (error, socket) => refusals.onClientError(error, socket),
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      begin(request, reply, answers);
      sendProblem(error, request, reply);
    },
  });
}
