import type { FastifyRequest } from 'fastify';
import { type Role, roleAtLeast } from '#board/roles';
import { admit } from '../access/admission.ts';
import { sameSecret } from '../access/tokens.ts';
import type { BoardRecord } from '../storage/catalog.ts';
import type { HttpParts } from './http-parts.ts';
import { ProblemError } from './problem.ts';

/**
 * The record of the board in the request’s path, and the role that the request’s token gives. Throws a ProblemError if
 * there is no such board or invite, or the role is below `needed`.
 */
export async function authorise(
  parts: HttpParts,
  request: FastifyRequest<{ Params: { id: string } }>,
  needed: Role,
): Promise<{ readonly record: BoardRecord; readonly role: Role }> {
  const admission = await admit(parts.catalog, request.params.id, bearerOf(request));
  switch (admission.outcome) {
    case 'refused':
      throw new ProblemError('no-invite');
    case 'deleted':
      throw new ProblemError('board-deleted');
    case 'admitted':
      if (!roleAtLeast(admission.role, needed))
        throw new ProblemError('not-allowed', `this needs the link of a ${needed}`);
      return admission;
  }
}

/** Throws a ProblemError unless the request may create boards. */
export function authoriseCreation(parts: HttpParts, request: FastifyRequest): void {
  if (parts.adminToken !== null && !sameSecret(bearerOf(request), parts.adminToken)) {
    throw new ProblemError('admin-token-needed');
  }
}

function bearerOf(request: FastifyRequest): string {
  const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ');
  return scheme.toLowerCase() === 'bearer' ? token : '';
}
