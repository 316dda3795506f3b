import type { FastifyRequest } from 'fastify';
import * as Y from 'yjs';
import { z } from 'zod';
import { createBoardDoc } from '#board/board-doc';
import type { BoardId, ItemId } from '#board/ids';
import { ALTERNATIVE, type NewItem, NULL_STATE } from '#board/item';
import { readBoard } from '#board/reading/read-board';
import type { Role } from '#board/roles';
import { seedBoard } from '#board/template/seed-board';
import type { Template } from '#board/template/template';
import { outlineOf } from '#formats/outline';
import {
  boardParams,
  boardReply,
  type CreateBoardBody,
  createBoardBody,
  createBoardReply,
  inviteParams,
  inviteReply,
  languageQuery,
  outlineReply,
} from '#protocol/http-api';
import { isoTime } from '#protocol/iso-time';
import { hashToken } from '../access/tokens.ts';
import type { BoardRecord } from '../storage/catalog.ts';
import { authorise, authoriseCreation } from './authorise.ts';
import type { App, HttpParts } from './http-parts.ts';
import { ProblemError, within } from './problem.ts';
import { languageOf } from './sentences.ts';

/** Making, describing and deleting boards, and handing out their links. */
export function boardRoutes(app: App, parts: HttpParts): void {
  const { rooms, catalog, blobs, log, limits } = parts;

  app.post(
    '/api/boards',
    {
      schema: { summary: 'Make a board', body: createBoardBody, response: { 201: createBoardReply } },
      config: { rateLimit: { max: limits.boardsPerHour, timeWindow: 3_600_000 } },
    },
    async (request, reply) => {
      authoriseCreation(parts, request);
      const made = await createBoard(parts, request.body, languageOf(request.headers['accept-language']));
      const link = (token: string) => linkOf(parts, request, made.id, token);
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
    { schema: { summary: 'What a board is', params: boardParams, response: { 200: boardReply } } },
    async (request) => {
      const { record, role } = await authorise(parts, request, 'viewer');
      return rooms.use(record.id, async (room) => {
        const board = await room.read(readBoard);
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
    },
    async (request) => {
      const { record } = await authorise(parts, request, 'viewer');
      const board = await rooms.use(record.id, (room) => room.read(readBoard));
      return outlineOf(board, record.id, request.query.lang ?? board.meta.language);
    },
  );

  app.delete(
    '/api/boards/:id',
    {
      schema: {
        summary: 'Delete a board with all that belongs to it',
        params: boardParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { record } = await authorise(parts, request, 'facilitator');
      // The record first: after a crash in between, nobody gets in and the rest is removed at the next start.
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
    { schema: { summary: 'Make a new link; the old one ends', params: inviteParams, response: { 201: inviteReply } } },
    async (request, reply) => {
      const { record } = await authorise(parts, request, 'facilitator');
      const { role } = request.params;
      const token = parts.newId();
      await setInvite(record, role, token);
      reply.code(201);
      return { role, link: linkOf(parts, request, record.id, token) };
    },
  );

  app.delete(
    '/api/boards/:id/invites/:role',
    { schema: { summary: 'Revoke a link', params: inviteParams, response: { 204: z.null() } } },
    async (request, reply) => {
      const { record } = await authorise(parts, request, 'facilitator');
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

/** Seeds a board as entry 1 of its log and then makes it known. Returns its tokens, which are not kept. */
async function createBoard(parts: HttpParts, body: CreateBoardBody, accepted: ReturnType<typeof languageOf>) {
  const { limits } = parts;
  const templates = templatesOf(parts, body);
  const items = itemsOf(parts, body, templates);
  within(limits, 'titleCharacters', Math.max(body.title.length, ...items.map(({ title }) => title.length)));
  within(limits, 'itemsPerBoard', items.length);
  const id = parts.newId() as BoardId;
  const createdAt = parts.now();
  const doc = createBoardDoc();
  doc.transact(() =>
    seedBoard(doc, {
      templates,
      title: body.title,
      language: body.language ?? accepted,
      items,
      createdAt,
      newId: () => parts.newId(),
    }),
  );
  const tokens = { facilitator: parts.newId(), participant: parts.newId(), viewer: parts.newId() };
  const invite = (token: string) => ({ hash: hashToken(token), createdAt });
  await parts.log.append(id, { seq: 1, updates: [Y.encodeStateAsUpdate(doc)], at: createdAt });
  doc.destroy();
  await parts.catalog.add({
    id,
    templates: templates.map((template) => template.id),
    createdAt,
    invites: {
      facilitator: invite(tokens.facilitator),
      participant: invite(tokens.participant),
      viewer: invite(tokens.viewer),
    },
    snapshots: [],
    images: [],
    deletedAt: null,
  });
  return { id, tokens };
}

/** Throws where an item is of a dimension that no template is repeated over: it would be stored and never be seen. */
function itemsOf(
  parts: HttpParts,
  { alternatives = [], items = [] }: CreateBoardBody,
  templates: Template[],
): NewItem[] {
  const dimensions = new Set(templates.flatMap(({ sections }) => sections.map(({ per }) => per)));
  for (const [i, { dimension }] of items.entries()) {
    if (!dimensions.has(dimension))
      throw new ProblemError('bad-request', `items.${i}.dimension: no part of the board is repeated over ${dimension}`);
  }
  return [
    ...alternatives.map(({ title, isNull }) => ({
      dimension: ALTERNATIVE,
      title,
      state: isNull === true ? NULL_STATE : null,
    })),
    ...items.map(({ dimension, title, state }) => ({ dimension, title, state: state ?? null })),
  ].map((item) => ({ ...item, id: parts.newId() as ItemId }));
}

function templatesOf(parts: HttpParts, body: CreateBoardBody): Template[] {
  const ids = body.templates ?? [body.template ?? ''];
  within(parts.limits, 'templatesPerBoard', ids.length);
  return [...new Set(ids)].map((id) => {
    const template = parts.templates.get(id);
    if (template === undefined) throw new ProblemError('unknown-template', id);
    return template;
  });
}

function linkOf(parts: HttpParts, request: FastifyRequest, boardId: string, token: string): string {
  return `${parts.publicOrigin ?? `${request.protocol}://${request.host}`}/b/${boardId}#${token}`;
}
