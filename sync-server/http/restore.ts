import * as Y from 'yjs';
import { createBoardDoc, nounOf, RECORD_ROOTS } from '#board/board-doc';
import type { RegionId } from '#board/ids';
import { type Label, labelIn } from '#board/label';
import { readMeta } from '#board/meta';
import { readBoard } from '#board/reading/read-board';
import { root } from '#board/records';
import { restoreBoard } from '#board/restore/restore-board';
import { recordCount } from '#board/rules/record-count';
import { migrateBoard } from '#board/schema/schema-version';
import { restoreBody, restoreReply, snapshotParams } from '#protocol/http-api';
import { authorise } from './authorise.ts';
import type { App, HttpParts } from './http-parts.ts';
import { overLimit, ProblemError, within } from './problem.ts';
import { keepSnapshot, replaceSnapshot, replyOf, snapshotOf, snapshotState } from './snapshot-store.ts';

const NAME: Label = {
  nb: 'Før gjenoppretting av «{name}»',
  nn: 'Før gjenoppretting av «{name}»',
  en: 'Before restoring “{name}”',
};

/** Restores a board to a snapshot. */
export function restoreRoutes(app: App, parts: HttpParts): void {
  const { rooms, limits } = parts;

  app.post(
    '/api/boards/:id/snapshots/:sid/restore',
    {
      schema: {
        summary: 'Restore the board, or one region, to a snapshot; a snapshot of the state before is kept first',
        params: snapshotParams,
        body: restoreBody,
        response: { 200: restoreReply },
      },
      config: { needs: 'facilitator', rateLimit: { max: limits.writesPerMinute, timeWindow: 60_000 } },
    },
    async (request) => {
      const { record } = await authorise(parts, request);
      const { name } = snapshotOf(record, request.params.sid);
      const regionId = request.body?.regionId as RegionId | undefined;
      const then = createBoardDoc();
      const stateThen = await snapshotState(parts, record, request.params.sid);
      Y.applyUpdate(then, stateThen);
      migrateBoard(then, parts.migrations);
      if (regionId !== undefined && !readBoard(then).regions.has(regionId))
        throw new ProblemError('unknown-region', regionId);
      const refuseTooMany = (doc: Y.Doc) => {
        const after = recordsAfter(doc, then, regionId === undefined);
        if (after > recordCount(doc)) within(limits, 'recordsPerBoard', after);
      };
      const restore = (doc: Y.Doc) => restoreBoard(doc, then, { regionId, atMs: parts.now() });
      return rooms.use(record.id, async (room) => {
        const copied = await room.read((doc) => {
          refuseTooMany(doc);
          return { state: Y.encodeStateAsUpdate(doc), meta: readMeta(doc) };
        });
        const enough = 2 * stateThen.length;
        const mostBytes = room.takes(enough) ? enough : growthBy(restore, copied.state);
        if (mostBytes > 0 && !room.takes(mostBytes)) throw overLimit(limits, 'documentBytes');
        const copyName = nameOfCopy(labelIn(NAME, copied.meta.language), name, limits.nameCharacters);
        // On disk before anything changes, so that there is a way back whatever happens next.
        const kept = await keepSnapshot(parts, record, copyName, copied.state);
        const before = await room.edit((doc) => {
          refuseTooMany(doc);
          if (mostBytes > 0 && !room.takes(mostBytes)) throw overLimit(limits, 'documentBytes');
          const state = Y.encodeStateAsUpdate(doc);
          restore(doc);
          return state;
        });
        // Members may have written while the snapshot was being stored; that belongs in it, too.
        if (Buffer.compare(before, copied.state) === 0) return { before: replyOf(kept) };
        return { before: replyOf(await replaceSnapshot(parts, record, kept, before)) };
      });
    },
  );
}

/** How many bytes a change would add to a document. Costs a copy of it. */
function growthBy(change: (doc: Y.Doc) => void, state: Uint8Array): number {
  const doc = createBoardDoc();
  Y.applyUpdate(doc, state);
  doc.transact(() => change(doc));
  return Math.max(0, Y.encodeStateAsUpdate(doc).length - state.length);
}

/** How many records there will be: a whole restore erases those that the snapshot lacks, of nouns removed so. */
function recordsAfter(doc: Y.Doc, then: Y.Doc, isWhole: boolean): number {
  let count = 0;
  for (const name of RECORD_ROOTS) {
    const [now, old] = [root(doc, name), root(then, name)];
    const erases = isWhole && nounOf(name).removedAs === 'erased';
    count += old.size;
    if (!erases) for (const id of now.keys()) if (!old.has(id)) count += 1;
  }
  return count;
}

/** Fills `name` into the pattern, cut so that the result stays within `most`: names of repeated restores would grow. */
function nameOfCopy(pattern: string, name: string, most: number): string {
  const free = Math.max(0, most - pattern.replace('{name}', '').length);
  const shown = name.length <= free ? name : `${name.slice(0, Math.max(0, free - 1)).replace(/\p{Cs}$/u, '')}…`;
  return pattern.replace('{name}', () => shown);
}
