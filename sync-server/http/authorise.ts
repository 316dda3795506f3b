import type { FastifyRequest } from 'fastify';
import { type Role, roleAtLeast } from '#board/roles';
import { admit } from '../access/admission.ts';
import { sameSecret } from '../access/tokens.ts';
import type { BoardRecord } from '../storage/catalog.ts';
import { boundedBodies } from './bodies.ts';
import type { App, HttpParts } from './http-parts.ts';
import { ProblemError } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may make the call: the holder of an invite with at least this role, or those who may create boards. */
    needs?: Role | 'creation';
  }
}

/**
 * Authorises every call about boards before its body is read, so that nobody without a token can make the server hold
 * or parse one. Routes added later must say in their config what they need; without that this throws.
 */
export function authoriseFirst(app: App, parts: HttpParts): void {
  const holdBody = boundedBodies(parts.limits);
  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/api/boards')) return;
    const needs = route.config?.needs;
    if (needs === undefined) throw new Error(`${route.url} does not say who may call it`);
    // After `onRequest`, where the rate is checked, and before the body is read.
    const admitCaller = async (request: FastifyRequest) => {
      if (needs === 'creation') authoriseCreation(parts, request);
      else await authorise(parts, request as FastifyRequest<{ Params: { id: string } }>);
    };
    route.preParsing = [admitCaller, holdBody];
  });
}

/**
 * The record of the board in the request’s path, and the role that the request’s token gives. Throws a ProblemError if
 * there is no such board or invite, or the role is below what the route needs. Handlers call it again, because the
 * invite may have been revoked while the body arrived.
 */
export async function authorise(
  parts: HttpParts,
  request: FastifyRequest<{ Params: { id: string } }>,
): Promise<{ readonly record: BoardRecord; readonly role: Role }> {
  const { needs } = request.routeOptions.config;
  if (needs === undefined || needs === 'creation') throw new Error('the route does not say which role it needs');
  const admission = await admit(parts.catalog, request.params.id, bearerOf(request));
  switch (admission.outcome) {
    case 'refused':
      throw new ProblemError('no-invite');
    case 'deleted':
      throw new ProblemError('board-deleted');
    case 'admitted':
      if (!roleAtLeast(admission.role, needs))
        throw new ProblemError('not-allowed', `this needs the link of a ${needs}`);
      return admission;
  }
}

/** Throws a ProblemError unless the request may create boards. */
function authoriseCreation(parts: HttpParts, request: FastifyRequest): void {
  if (parts.adminToken !== null && !sameSecret(bearerOf(request), parts.adminToken)) {
    throw new ProblemError('admin-token-needed');
  }
}

function bearerOf(request: FastifyRequest): string {
  const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ');
  return scheme.toLowerCase() === 'bearer' ? token : '';
}
