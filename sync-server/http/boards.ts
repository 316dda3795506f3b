import { z } from 'zod';
import type { Role } from '#board/roles';
import {
  boardParams,
  boardReply,
  createBoardBody,
  createBoardReply,
  inviteParams,
  inviteReply,
  languageQuery,
  type Outline,
  outlineReply,
} from '#protocol/http-api';
import { isoTime } from '#protocol/iso-time';
import type { LimitName, Limits } from '#protocol/limits';
import { hashToken, newToken } from '../access/tokens.ts';
import type { BoardRecord } from '../storage/catalog.ts';
import { authorise } from './authorise.ts';
import { createBoard } from './create-board.ts';
import type { App, HttpParts } from './http-parts.ts';
import { linkOf, originOfLinks } from './links.ts';
import { outlineText, sharedOutline } from './outlines.ts';
import { within } from './problem.ts';
import { languageOf } from './sentences.ts';

/** Creates, describes and deletes boards, and replaces and revokes their links. */
export function boardRoutes(app: App, parts: HttpParts): void {
  const { rooms, catalog, blobs, log, limits } = parts;

  app.post(
    '/api/boards',
    {
      schema: { summary: 'Create a board', body: createBoardBody, response: { 201: createBoardReply } },
      preValidation: async ({ body }) => refuseLongLists(limits, body),
      config: { needs: 'creation', rateLimit: { max: limits.boardsPerHour, timeWindow: 3_600_000 } },
    },
    async (request, reply) => {
      const origin = originOfLinks(parts, request);
      const made = await createBoard(parts, request.body, languageOf(request.headers['accept-language']));
      const link = (token: string) => linkOf(origin, made.id, token);
      reply.code(201);
      return {
        id: made.id,
        title: request.body.title,
        links: {
          facilitator: link(made.tokens.facilitator),
          participant: link(made.tokens.participant),
          viewer: link(made.tokens.viewer),
        },
      };
    },
  );

  app.get(
    '/api/boards/:id',
    {
      schema: { summary: 'Describe a board', params: boardParams, response: { 200: boardReply } },
      config: { needs: 'viewer' },
    },
    async (request) => {
      const { record, role } = await authorise(parts, request);
      return rooms.use(record.id, async (room) => {
        const board = await room.board();
        const { title, language, templates } = board.meta;
        return {
          id: record.id,
          title,
          language,
          template: templates.join(' '),
          templates: [...templates],
          createdAt: isoTime(record.createdAt),
          changedAt: room.changedAt === null ? null : isoTime(room.changedAt),
          role,
          counts: {
            notes: board.notes.size,
            loose: board.loose.length,
            items: board.items.length,
            regions: board.regions.size,
            drawings: board.drawings.size,
            snapshots: record.snapshots.length,
            connected: room.size,
          },
        };
      });
    },
  );

  app.get(
    '/api/boards/:id/outline',
    {
      schema: {
        summary: 'The board as data',
        params: boardParams,
        querystring: languageQuery,
        response: { 200: outlineReply },
      },
      config: { needs: 'viewer' },
    },
    async (request, reply) => {
      const { record } = await authorise(parts, request);
      const board = await rooms.use(record.id, (room) => room.board());
      reply.serializer((outline: Outline) => outlineText(outline));
      return sharedOutline(board, record.id, request.query.lang ?? board.meta.language);
    },
  );

  app.delete(
    '/api/boards/:id',
    {
      schema: {
        summary: 'Delete a board and everything that belongs to it',
        params: boardParams,
        response: { 204: z.null() },
      },
      config: { needs: 'facilitator' },
    },
    async (request, reply) => {
      const { record } = await authorise(parts, request);
      // The record first: after a crash in between nobody has access, and the next start removes the rest.
      await catalog.change(record.id, (one) => ({ ...one, snapshots: [], images: [], deletedAt: parts.now() }));
      await rooms.forget(record.id);
      await log.delete(record.id);
      await blobs.deleteAll(record.id);
      reply.code(204);
      return null;
    },
  );

  app.post(
    '/api/boards/:id/invites/:role',
    {
      schema: {
        summary: 'Make a new link for a role; the old one stops working',
        params: inviteParams,
        response: { 201: inviteReply },
      },
      config: { needs: 'facilitator' },
    },
    async (request, reply) => {
      const { record } = await authorise(parts, request);
      const { role } = request.params;
      const origin = originOfLinks(parts, request);
      const token = newToken(() => parts.newId());
      await setInvite(record, role, token);
      reply.code(201);
      return { role, link: linkOf(origin, record.id, token) };
    },
  );

  app.delete(
    '/api/boards/:id/invites/:role',
    {
      schema: { summary: 'Revoke a link', params: inviteParams, response: { 204: z.null() } },
      config: { needs: 'facilitator' },
    },
    async (request, reply) => {
      const { record } = await authorise(parts, request);
      await setInvite(record, request.params.role, null);
      reply.code(204);
      return null;
    },
  );

  async function setInvite(record: BoardRecord, role: Role, token: string | null): Promise<void> {
    const invite = token === null ? null : { hash: hashToken(token), createdAt: parts.now() };
    await catalog.change(record.id, (one) => ({ ...one, invites: { ...one.invites, [role]: invite } }));
    await rooms.closeSessions(record.id, 'notAllowed', role);
  }
}

/** Before the schema looks at each element: 300,000 faulty ones take it two seconds. Throws a ProblemError. */
function refuseLongLists(limits: Limits, body: unknown): void {
  const lists = body as Readonly<Record<string, unknown>> | null | undefined;
  const check = (key: string, limit: LimitName) => {
    const list = lists?.[key];
    if (Array.isArray(list)) within(limits, limit, list.length);
  };
  check('alternatives', 'itemsPerBoard');
  check('items', 'itemsPerBoard');
  check('templates', 'templatesPerBoard');
}
