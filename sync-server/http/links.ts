import type { FastifyRequest } from 'fastify';
import type { BoardId } from '#board/ids';
import type { HttpParts } from './http-parts.ts';
import { ProblemError } from './problem.ts';

/** A name or an address, with a port if there is one; no user, path or anything else that a URL may have. */
const HOST = /^([a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;

/**
 * The origin of links: PUBLIC_URL, or the one that the request was sent to. Its headers may say anything, so this
 * throws a ProblemError unless they are http or https and a well-formed host. Call it before anything is made.
 */
export function originOfLinks({ publicOrigin }: HttpParts, request: FastifyRequest): string {
  if (publicOrigin !== null) return publicOrigin;
  const { protocol, host } = request;
  const origin = `${protocol}://${host}`;
  if (!['http', 'https'].includes(protocol)) throw new ProblemError('bad-request', 'X-Forwarded-Proto: http or https');
  if (!HOST.test(host) || !URL.canParse(origin)) throw new ProblemError('bad-request', 'Host: a name and a port');
  return origin;
}

/** The link that opens a board with a token. */
export function linkOf(origin: string, boardId: BoardId, token: string): string {
  return `${origin}/b/${boardId}#${token}`;
}
