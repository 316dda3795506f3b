import type { IncomingMessage } from 'node:http';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import { type FastifyBaseLogger, fastify, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { authoriseFirst } from './authorise.ts';
import { boardRoutes } from './boards.ts';
import { clientFiles } from './client-files.ts';
import { boundConnections } from './connections.ts';
import type { App, HttpParts } from './http-parts.ts';
import { imageRoutes } from './images.ts';
import { noteRoutes } from './notes.ts';
import { OPENAPI } from './openapi.ts';
import { ProblemError, problemAnswerer } from './problem.ts';
import { requestWindows } from './request-windows.ts';
import { restoreRoutes } from './restore.ts';
import { serviceRoutes } from './service.ts';
import { snapshotRoutes } from './snapshots.ts';

/** Builds the HTTP interface without listening. */
export async function buildHttp(parts: HttpParts): Promise<App> {
  const app: App = fastify({
    loggerInstance: parts.logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }), // it would log members' addresses
    trustProxy: parts.trustProxy,
    bodyLimit: parts.limits.bodyBytes,
    requestTimeout: Math.max(60_000, parts.limits.handshakeMs),
    // Slow headers may hold a connection only for handshakeMs; Node checks that once per connectionsCheckingInterval.
    http: { headersTimeout: parts.limits.handshakeMs, connectionsCheckingInterval: 1_000 },
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(problemAnswerer(parts));
  // Only that a call was made and how long it took, not who made it or what it changed.
  app.addHook('onResponse', async (request, reply) => {
    if (request.method === 'GET') return;
    const { id: board } = (request.params ?? {}) as { id?: string };
    const route = `${request.method} ${request.routeOptions.url ?? ''}`;
    parts.logger.info({ route, board, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'a call');
  });
  app.addHook('onRequest', async (request, reply) => {
    // One of several requests sent at once: there is no address any more to rate, and nobody to answer.
    if (request.raw.socket.destroyed) throw new ProblemError('bad-request', 'the caller has hung up');
    if (request.url.startsWith('/api')) reply.header('cache-control', 'no-store');
    // Before the body is read: a route that does not exist has nobody who may call it.
    if (request.is404 && request.method !== 'GET') throw new ProblemError('not-found');
  });
  app.setNotFoundHandler(() => {
    throw new ProblemError('not-found');
  });
  await app.register(helmet, securityHeaders());
  await app.register(rateLimit, {
    max: parts.limits.requestsPerMinute,
    timeWindow: 60_000,
    store: requestWindows(() => parts.monotonic()),
    errorResponseBuilder: (_request, { max, after }) =>
      new ProblemError('too-many', `at most ${max}; try again in ${after}`),
  });
  await app.register(swagger, OPENAPI);
  boundConnections(app.server, parts.limits, parts.trustProxy);
  authoriseFirst(app, parts);
  serviceRoutes(app, parts);
  boardRoutes(app, parts);
  noteRoutes(app, parts);
  snapshotRoutes(app, parts);
  restoreRoutes(app, parts);
  imageRoutes(app, parts);
  if (parts.clientDir !== null) await clientFiles(app, parts.clientDir);
  return app;
}

const HOST = /^[\w.:[\]-]+$/;

/** No HSTS: TLS is the proxy's, so it decides. */
function securityHeaders() {
  const sockets = (request: IncomingMessage) => {
    const host = request.headers.host ?? '';
    return HOST.test(host) ? `ws://${host} wss://${host}` : "'self'";
  };
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'", sockets],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' as const },
  };
}
