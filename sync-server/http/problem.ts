import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { Problem } from '#protocol/http-api';
import { LIMITS, type LimitName, type Limits } from '#protocol/limits';
import { PROBLEMS, type ProblemCode } from '#protocol/problems';
import type { Logger } from '../observe/logger.ts';
import type { Metrics } from '../observe/metrics.ts';
import { reportUnexpected } from '../observe/unexpected-error.ts';
import { BoardSetAside } from '../rooms/load-guard.ts';
import { RoomClosed } from '../rooms/room.ts';
import { BlobCorrupt, BlobsUnavailable } from '../storage/blobs.ts';
import { LogCorrupt, LogUnavailable } from '../storage/board-log.ts';
import { CatalogUnavailable } from '../storage/catalog.ts';
import { languageOf, SENTENCES } from './sentences.ts';

/** Thrown by a route to reply with a problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly statusCode: number;
  constructor(
    readonly code: ProblemCode,
    readonly detail?: string,
    readonly limit?: LimitName,
  ) {
    super(detail ?? code);
    this.statusCode = PROBLEMS[code];
  }
}

/** Throws the 413 problem of a limit if a measure is over it. */
export function within(limits: Limits, name: LimitName, measure: number): void {
  if (measure > limits[name]) throw overLimit(limits, name);
}

/** The 413 problem that names a limit. */
export function overLimit(limits: Limits, name: LimitName): ProblemError {
  return new ProblemError('too-large', `${name}: ${limits[name]} ${LIMITS[name].unit}`, name);
}

interface AnswererParts {
  readonly limits: Limits;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Fastify's error handler: replies with the problem for an error. An unexpected error is logged and reveals nothing. */
export function problemAnswerer({ limits, logger, metrics }: AnswererParts) {
  return (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void => {
    const { code, detail, limit } = problemOf(error, limits, request);
    const status = PROBLEMS[code];
    if (status >= 500) {
      // The route and the board's id, not the URL: an id is no secret, but the query may hold what members wrote.
      const { id: board } = (request.params ?? {}) as { id?: string };
      const route = `${request.method} ${request.routeOptions.url ?? ''}`;
      if (code === 'internal') reportUnexpected(logger, metrics, { where: 'http', error, board });
      logger.error({ err: error, route, board, code }, 'a call failed');
    }
    const title = SENTENCES[code][languageOf(request.headers['accept-language'])];
    const body: Problem = { type: `urn:veivalg:problem:${code}`, status, code, title, detail, limit };
    reply.code(status).header('content-type', 'application/problem+json; charset=utf-8');
    // Serialised here: the route's own schemas do not cover problems.
    reply.serializer((payload: unknown) => JSON.stringify(payload)).send(body);
  };
}

function problemOf(
  error: FastifyError | Error,
  limits: Limits,
  request: FastifyRequest,
): Pick<ProblemError, 'code' | 'detail' | 'limit'> {
  if (error instanceof ProblemError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [first] = error.validation;
    return {
      code: 'bad-request',
      detail: `${error.validationContext ?? ''}${first?.instancePath ?? ''}: ${first?.message ?? ''}`,
    };
  }
  if (error instanceof BoardSetAside) return { code: 'board-set-aside' };
  if (error instanceof LogCorrupt) return { code: 'board-damaged' };
  if (error instanceof BlobCorrupt) return { code: 'file-damaged' };
  if (error instanceof LogUnavailable || error instanceof CatalogUnavailable || error instanceof BlobsUnavailable) {
    return { code: 'storage-unavailable' };
  }
  if (error instanceof RoomClosed) return { code: 'restarting' };
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (status === 413)
    return overLimit(limits, request.routeOptions.bodyLimit === limits.imageBytes ? 'imageBytes' : 'bodyBytes');
  if (status === 429) return { code: 'too-many', detail: error.message };
  if (status === 404) return { code: 'not-found' };
  if (status === 503) return { code: 'restarting' };
  if (status !== undefined && status >= 400 && status < 500) return { code: 'bad-request', detail: error.message };
  return { code: 'internal' };
}
