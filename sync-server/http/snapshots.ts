import * as Y from 'yjs';
import { z } from 'zod';
import {
  boardParams,
  createSnapshotBody,
  type ExportFormat,
  exportQuery,
  snapshotList,
  snapshotParams,
  snapshotReply,
} from '#protocol/http-api';
import { authorise } from './authorise.ts';
import type { App, HttpParts } from './http-parts.ts';
import { within } from './problem.ts';
import { keepSnapshot, replyOf, snapshotOf, snapshotState } from './snapshot-store.ts';

const TYPES: Readonly<Record<ExportFormat, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  md: 'text/markdown; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** Snapshots of a board, and exports of the board or of a snapshot. */
export function snapshotRoutes(app: App, parts: HttpParts): void {
  const { rooms, catalog, blobs, limits, exporter } = parts;

  app.post(
    '/api/boards/:id/snapshots',
    {
      schema: {
        summary: 'Take a snapshot',
        params: boardParams,
        body: createSnapshotBody,
        response: { 201: snapshotReply },
      },
      config: { needs: 'facilitator', rateLimit: { max: limits.writesPerMinute, timeWindow: 60_000 } },
    },
    async (request, reply) => {
      const { record } = await authorise(parts, request);
      const { name } = request.body;
      within(limits, 'nameCharacters', name.length);
      const state = await rooms.use(record.id, (room) => room.read(Y.encodeStateAsUpdate));
      const snapshot = await keepSnapshot(parts, record, name, state);
      reply.code(201);
      return replyOf(snapshot);
    },
  );

  app.get(
    '/api/boards/:id/snapshots',
    {
      schema: { summary: 'List the snapshots, oldest first', params: boardParams, response: { 200: snapshotList } },
      config: { needs: 'viewer' },
    },
    async (request) => {
      const { record } = await authorise(parts, request);
      return { snapshots: record.snapshots.map(replyOf) };
    },
  );

  app.get(
    '/api/boards/:id/snapshots/:sid',
    {
      schema: { summary: 'Describe a snapshot', params: snapshotParams, response: { 200: snapshotReply } },
      config: { needs: 'viewer' },
    },
    async (request) => {
      const { record } = await authorise(parts, request);
      return replyOf(snapshotOf(record, request.params.sid));
    },
  );

  app.get(
    '/api/boards/:id/snapshots/:sid/document',
    {
      schema: { summary: 'Get a snapshot as a Yjs update, to be opened read-only', params: snapshotParams },
      config: { needs: 'viewer' },
    },
    async (request, reply) => {
      const { record } = await authorise(parts, request);
      return reply.type('application/octet-stream').send(await snapshotState(parts, record, request.params.sid));
    },
  );

  app.delete(
    '/api/boards/:id/snapshots/:sid',
    {
      schema: { summary: 'Delete a snapshot', params: snapshotParams, response: { 204: z.null() } },
      config: { needs: 'facilitator' },
    },
    async (request, reply) => {
      const { record } = await authorise(parts, request);
      const { id } = snapshotOf(record, request.params.sid);
      await catalog.change(record.id, (one) => ({
        ...one,
        snapshots: one.snapshots.filter((other) => other.id !== id),
      }));
      await blobs.delete(record.id, id);
      reply.code(204);
      return null;
    },
  );

  app.get(
    '/api/boards/:id/export',
    {
      schema: { summary: 'Export the board, or a snapshot, as a file', params: boardParams, querystring: exportQuery },
      config: { needs: 'viewer' },
    },
    async (request, reply) => {
      const { record } = await authorise(parts, request);
      const { format, snapshot: sid, lang } = request.query;
      const snapshot = sid === undefined ? null : snapshotOf(record, sid);
      const state =
        snapshot === null
          ? await rooms.use(record.id, (room) => room.read(Y.encodeStateAsUpdate))
          : await snapshotState(parts, record, snapshot.id);
      const { bytes, title } = await exporter.make({
        state,
        format,
        language: lang ?? null,
        boardId: record.id,
        exportedAt: parts.now(),
        snapshotName: snapshot?.name ?? null,
        templateTitles: new Map([...parts.templates].map(([id, template]) => [id, template.title])),
      });
      const name = snapshot === null ? title : `${title} – ${snapshot.name}`;
      reply.type(TYPES[format]).header('content-disposition', dispositionOf(name, format));
      return reply.send(Buffer.from(bytes.buffer));
    },
  );
}

/** A Content-Disposition header (RFC 6266): a plain name for old programs, and the real one with its æøå. */
function dispositionOf(name: string, format: ExportFormat): string {
  const clean =
    name
      .replace(/[\p{C}\s"*/:<>?\\|]+/gu, ' ')
      .trim()
      .slice(0, 100)
      .replace(/\p{Cs}/gu, '') || 'veivalg';
  const encoded = encodeURIComponent(clean).replace(/['()]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  return `attachment; filename="veivalg.${format}"; filename*=UTF-8''${encoded}.${format}`;
}
