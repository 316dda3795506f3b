/** A board whose log is damaged is shown as far as it can be trusted, and nothing is written to it. */
import { expect, test } from 'vitest';
import type { NoteId } from '#board/ids';
import { addNote } from '#board/note';
import { root } from '#board/records';
import type { BoardLog } from '../../sync-server/storage/board-log.ts';
import { LogCorrupt } from '../../sync-server/storage/board-log.ts';
import { call, createBoard, serverInProcess } from '../helpers/server-in-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

test('I3 serves a damaged board read-only, and other boards as usual', async () => {
  let damaged: string | null = null;
  const written: string[] = [];
  const wrapLog = (log: BoardLog): BoardLog => ({
    load: async (boardId) => {
      const loaded = await log.load(boardId);
      if (boardId === damaged) throw new LogCorrupt(boardId, loaded.seq + 1, 'its checksum is wrong', loaded);
      return loaded;
    },
    append: (boardId, entry) => {
      if (boardId === damaged) written.push('entry');
      return log.append(boardId, entry);
    },
    checkpoint: (boardId, checkpoint) => {
      if (boardId === damaged) written.push('checkpoint');
      return log.checkpoint(boardId, checkpoint);
    },
    delete: (boardId) => log.delete(boardId),
    ping: () => log.ping(),
    close: () => log.close(),
  });
  const server = await serverInProcess({ wrapLog, env: { LIMIT_IDLE_ROOM_MS: '20' } });
  const [board, other] = [await createBoard(server.url), await createBoard(server.url)];
  const roomsClosed = async () => {
    while (!(await (await fetch(`${server.url}/metrics`)).text()).includes('veivalg_rooms 0')) await Promise.resolve();
  };
  await roomsClosed();
  damaged = board.id;
  written.length = 0;

  const reader = new SyncClient(server.url, board.id, board.viewer);
  const writer = new SyncClient(server.url, board.id, board.participant);
  await Promise.all([reader, writer].map((one) => one.until(() => one.synced)));
  expect(root(reader.doc, 'sections').size).toBeGreaterThan(0);
  addNote(writer.doc, { id: 'n' as NoteId, text: 'x', regionId: null, author: '', createdAt: 0 });
  await writer.until(() => writer.closed !== null);
  expect(writer.closed).toBe(4423);
  expect(writer.saved).toBeLessThan(writer.sent);
  const outline = await call(`${server.url}/api/boards/${board.id}/outline`, board.viewer);
  expect(outline.status).toBe(200);
  const regionId = ((await outline.json()) as { sections: { regions: { id: string }[] }[] }).sections[0]?.regions[0]
    ?.id;
  const refused = await call(`${server.url}/api/boards/${board.id}/notes`, board.participant, 'POST', {
    regionId,
    text: 'x',
  });
  expect(refused.status).toBe(503);
  expect(reader.closed).toBeNull();
  expect(root(reader.doc, 'notes').has('n')).toBe(false);
  expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('veivalg_boards_set_aside 1');

  const elsewhere = new SyncClient(server.url, other.id, other.participant);
  await elsewhere.until(() => elsewhere.synced);
  addNote(elsewhere.doc, { id: 'm' as NoteId, text: 'x', regionId: null, author: '', createdAt: 0 });
  await elsewhere.until(() => elsewhere.saved === elsewhere.sent);
  await Promise.all([reader.close(), elsewhere.close()]);
  await roomsClosed();
  expect(written).toEqual([]);
});
