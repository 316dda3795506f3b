/** The size limits of a board hold for every way to write, and a full board has a way back. */
import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc, RECORD_ROOTS } from '#board/board-doc';
import type { NoteId } from '#board/ids';
import { noteFragment } from '#board/note';
import type { BoardReply, Outline, SnapshotReply } from '#protocol/http-api';
import { call, createBoard, serverInProcess } from '../helpers/server-in-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

const DOCUMENT_BYTES = 100_000;

test('takes notes over HTTP until the document is full, never more, and again when something was deleted', async () => {
  const { member, post, bytes } = await smallBoard();
  let answer = await post('n0', 9_000);
  let added = 0;
  for (; answer.status === 201; answer = await post(`n${added}`, 9_000)) added += 1;
  expect(added).toBeGreaterThan(5);
  expect(await limitOf(answer)).toEqual([413, 'documentBytes']);
  expect((await post('n1', 9_000)).status).toBe(200); // it is there already
  expect(bytes()).toBeLessThanOrEqual(DOCUMENT_BYTES);

  await member.until(() => noteFragment(member.doc, `n${added - 1}` as NoteId) !== null);
  const text = noteFragment(member.doc, 'n0' as NoteId) as Y.XmlFragment;
  text.delete(0, text.length);
  await member.until(() => member.saved === member.sent || member.closed !== null);
  expect(member.closed).toBe(null);
  await expect.poll(async () => (await post('again', 5_000)).status).toBe(201);
  expect(bytes()).toBeLessThanOrEqual(DOCUMENT_BYTES);
});

test('refuses a restore that would make the document too large, and changes nothing', async () => {
  const { api, board, member, post, bytes } = await smallBoard();
  for (let i = 0; i < 4; i++) expect((await post(`old${i}`, 12_000)).status).toBe(201);
  const taken = await call(`${api}/snapshots`, board.facilitator, 'POST', { name: 'Full' });
  const { id } = (await taken.json()) as SnapshotReply;
  await member.until(() => noteFragment(member.doc, 'old3' as NoteId) !== null);
  member.doc.transact(() => {
    for (let i = 0; i < 4; i++) {
      const text = noteFragment(member.doc, `old${i}` as NoteId) as Y.XmlFragment;
      text.delete(0, text.length);
    }
  });
  await member.until(() => member.saved === member.sent);
  for (let i = 0; i < 6; i++) expect((await post(`new${i}`, 12_000)).status).toBe(201);
  const before = await counts();
  const restored = await call(`${api}/snapshots/${id}/restore`, board.facilitator, 'POST');
  expect(await limitOf(restored)).toEqual([413, 'documentBytes']);
  expect(await counts()).toEqual(before);
  expect(bytes()).toBeLessThanOrEqual(DOCUMENT_BYTES);

  async function counts(): Promise<BoardReply['counts']> {
    return ((await (await call(api, board.viewer)).json()) as BoardReply).counts;
  }
});

test('restores a board that is nearly full, where the restore itself adds little', async () => {
  const { api, board, post } = await smallBoard();
  for (let i = 0; i < 6; i++) expect((await post(`n${i}`, 12_000)).status).toBe(201);
  const taken = await call(`${api}/snapshots`, board.facilitator, 'POST', { name: 'Nearly full' });
  const { id } = (await taken.json()) as SnapshotReply;
  expect((await post('late', 1_000)).status).toBe(201);
  expect((await call(`${api}/snapshots/${id}/restore`, board.facilitator, 'POST')).status).toBe(200);
});

test('refuses a restore that would bring back more records than a board may hold', async () => {
  const { api, board, member, post, recordCount } = await smallBoard({ LIMIT_RECORDS_PER_BOARD: '60' });
  const room = 60 - recordCount();
  member.doc.transact(() => {
    for (let i = 0; i < room; i++) member.doc.getMap('links').set(`l${i}`, new Y.Map([['from', 'a']]));
  });
  await member.until(() => member.saved === member.sent);
  const taken = await call(`${api}/snapshots`, board.facilitator, 'POST', { name: 'Links' });
  const { id } = (await taken.json()) as SnapshotReply;
  member.doc.transact(() => {
    for (let i = 0; i < room; i++) member.doc.getMap('links').delete(`l${i}`);
  });
  await member.until(() => member.saved === member.sent);
  for (let i = 0; i < 5; i++) expect((await post(`n${i}`, 10)).status).toBe(201);
  const restored = await call(`${api}/snapshots/${id}/restore`, board.facilitator, 'POST');
  expect(await limitOf(restored)).toEqual([413, 'recordsPerBoard']);
  await member.until(() => noteFragment(member.doc, 'n4' as NoteId) !== null);
  expect(recordCount()).toBeLessThanOrEqual(60);
});

async function smallBoard(env: Record<string, string> = {}) {
  const { url } = await serverInProcess({ env: { LIMIT_DOCUMENT_BYTES: String(DOCUMENT_BYTES), ...env } });
  const board = await createBoard(url);
  const api = `${url}/api/boards/${board.id}`;
  const outline = (await (await call(`${api}/outline`, board.viewer)).json()) as Outline;
  const regionId = outline.sections[0]?.regions[0]?.id ?? '';
  const member = new SyncClient(url, board.id, board.participant, createBoardDoc());
  onTestFinished(() => member.close());
  await member.until(() => member.synced);
  return {
    api,
    board,
    member,
    post: (id: string, letters: number) =>
      call(`${api}/notes`, board.participant, 'POST', { id, regionId, text: 'x'.repeat(letters) }),
    /** The size of the document as the member has it. */
    bytes: () => Y.encodeStateAsUpdate(member.doc).length,
    recordCount: () => RECORD_ROOTS.reduce((sum, name) => sum + member.doc.getMap(name).size, 0),
  };
}

async function limitOf(answer: Response): Promise<[number, string | undefined]> {
  return [answer.status, ((await answer.json()) as { limit?: string }).limit];
}
