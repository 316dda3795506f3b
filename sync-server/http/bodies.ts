import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Limits } from '#protocol/limits';
import { overLimit, ProblemError } from './problem.ts';

/**
 * Returns a `preParsing` hook that bounds the bodies in progress, of one address and of all. A body occupies the length
 * that it announced until the reply is sent or the connection ends, so unfinished ones cannot fill the memory.
 */
export function boundedBodies(limits: Limits) {
  const byAddress = new Map<string, number>();
  let all = 0;

  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const bytes = announcedBytes(request);
    if (bytes === 0) return;
    const { ip } = request;
    const ofAddress = byAddress.get(ip) ?? 0;
    if (ofAddress + bytes > limits.addressBodyBytes) throw tooMany(limits, 'addressBodyBytes');
    if (all + bytes > limits.serverBodyBytes) throw tooMany(limits, 'serverBodyBytes');
    byAddress.set(ip, ofAddress + bytes);
    all += bytes;
    reply.raw.once('close', () => {
      all -= bytes;
      const left = (byAddress.get(ip) ?? 0) - bytes;
      if (left > 0) byAddress.set(ip, left);
      else byAddress.delete(ip);
    });
  };
}

/** At most the route's limit: a longer body is refused unread. One without an announced length may be as long as that. */
function announcedBytes({ headers, routeOptions }: FastifyRequest): number {
  const most = routeOptions.bodyLimit;
  if (headers['transfer-encoding'] !== undefined) return most;
  return Math.min(most, Number(headers['content-length'] ?? 0));
}

function tooMany(limits: Limits, name: 'addressBodyBytes' | 'serverBodyBytes'): ProblemError {
  return new ProblemError('too-many', overLimit(limits, name).detail, name);
}
