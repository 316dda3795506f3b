/** After a restore from a backup, a browser that was connected brings back what was written since, by any member. */
import { cp } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type * as Y from 'yjs';
import { createBoardDoc } from '#board/board-doc';
import type { NoteId } from '#board/ids';
import { addNote } from '#board/note';
import { root } from '#board/records';
import { markRestored } from '../../sync-server/storage/embedded/restored-at.ts';
import { createBoard, serverInProcess, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

function member(url: string, board: TestBoard, name: string, doc: Y.Doc): SyncClient {
  const protocols = ['veivalg.1', board.participant, `member.${name.repeat(22)}`];
  return new SyncClient(url, board.id, '', doc, { protocols });
}

function write(doc: Y.Doc, id: string): void {
  addNote(doc, { id: id as NoteId, text: id, regionId: null, author: '', createdAt: 0 });
}

test('accepts from one browser what others wrote after the backup', async () => {
  const first = await serverInProcess();
  const board = await createBoard(first.url);
  const docs = [createBoardDoc(), createBoardDoc()] as const;
  const [a, b] = [member(first.url, board, 'a', docs[0]), member(first.url, board, 'b', docs[1])];
  await Promise.all([a, b].map((one) => one.until(() => one.synced)));
  for (const [i, doc] of docs.entries()) write(doc, `before-${i}`);
  await a.until(() => root(docs[0], 'notes').has('before-1') && a.saved === a.sent);
  await b.until(() => b.saved === b.sent);
  const copy = await temporaryFolder();
  await first.stop();
  await cp(first.dataDir, copy, { recursive: true });

  const second = await serverInProcess({ dataDir: first.dataDir });
  const [a2, b2] = [member(second.url, board, 'a', docs[0]), member(second.url, board, 'b', docs[1])];
  await Promise.all([a2, b2].map((one) => one.until(() => one.synced)));
  for (const [i, doc] of docs.entries()) write(doc, `after-${i}`);
  await a2.until(() => root(docs[0], 'notes').has('after-1'));
  await second.stop();

  await markRestored(copy, Date.now());
  const third = await serverInProcess({ dataDir: copy });
  const a3 = member(third.url, board, 'a', docs[0]);
  await a3.until(() => (a3.synced && a3.saved === a3.sent) || a3.closed !== null);
  expect(a3.closed).toBeNull();
  const newcomer = new SyncClient(third.url, board.id, board.viewer);
  await newcomer.until(() => newcomer.synced);
  expect([...root(newcomer.doc, 'notes').keys()]).toEqual(expect.arrayContaining(['after-0', 'after-1']));
});
