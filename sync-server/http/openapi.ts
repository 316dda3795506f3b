import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { ROLES, type Role, roleAtLeast } from '#board/roles';
import { CLOSE_CODES } from '#protocol/close-codes';
import { PROBLEMS } from '#protocol/problems';
import { PROTOCOL_VERSION } from '#protocol/version';

const problems = Object.entries(PROBLEMS).map(([code, status]) => `\`${code}\` (${status})`);
const closes = Object.values(CLOSE_CODES).map(
  ({ code, meaning, comesBack }) =>
    `- ${code}: ${meaning}. ${comesBack ? 'Come back after a while.' : 'Do not come back.'}`,
);

/** What the routes do not say. The lists come from the constants that the server uses, so they stay true. */
const DESCRIPTION = `
Every board call carries the token of an invite as \`Authorization: Bearer <token>\`. Errors are
\`application/problem+json\` with a stable \`code\`: ${problems.join(', ')}.

Live editing is over WebSocket at \`/sync/{boardId}\`, with y-websocket’s protocol; subprotocols \`veivalg.${PROTOCOL_VERSION}\`,
the token and, if the client has one, \`member.<22 or more base64url characters>\`: a secret that a browser keeps for one
board, from which the server knows that several connections are the same member's. A client that sends message 4 once,
\`[4, 0]\`, is then sent \`[4, n]\` when the first n sync messages that it sent on the connection are on disk. The limits
on size and rate are in \`/api/limits\`: a client that sends faster is slowed, then closed with ${CLOSE_CODES.overloaded.code}.
What would make the board too large is refused before it is stored, with ${CLOSE_CODES.tooLarge.code}. Whoever sends it again at a reconnect is
refused again; a client that keeps it apart and connects with what the server has goes on reading.

Close codes of sockets:

${closes.join('\n')}
`.trim();

/** Options of the OpenAPI description; the paths are generated from the routes. */
export const OPENAPI: FastifyDynamicSwaggerOptions = {
  openapi: {
    info: { title: 'Veivalg', version: String(PROTOCOL_VERSION), description: DESCRIPTION },
    components: {
      securitySchemes: {
        invite: { type: 'http', scheme: 'bearer', description: 'the token of an invite' },
        admin: { type: 'http', scheme: 'bearer', description: 'ADMIN_TOKEN, if the server has one' },
      },
    },
  },
  transform: (call) => {
    const { schema, url } = jsonSchemaTransform(call);
    const who = callerOf(call.route.config?.needs);
    return { schema: { ...schema, ...who, security: securityOf(url) }, url };
  },
};

/** Who may make a call, from the `needs` of its route by which it is authorised; nothing for calls without a token. */
function callerOf(needs: Role | 'creation' | undefined): { description?: string; 'x-role'?: Role } {
  if (needs === undefined) return {};
  if (needs === 'creation') return { description: 'Needs ADMIN_TOKEN, if the server has one.' };
  const all = ROLES.filter((role) => roleAtLeast(role, needs));
  return { description: `For invites as ${all.join(' or ')}.`, 'x-role': needs };
}

function securityOf(url: string): { [scheme: string]: string[] }[] {
  if (url === '/api/boards') return [{ admin: [] }, {}];
  return url.startsWith('/api/boards/') ? [{ invite: [] }] : [];
}
