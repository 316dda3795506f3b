import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { noteFragment } from '#board/note';
import { readBoard } from '#board/reading/read-board';
import { replaceText } from '#board/text';
import type { Outline, RestoreReply, SnapshotReply } from '#protocol/http-api';
import { call, createBoard, serverInProcess } from '../helpers/server-in-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

async function boardWithServer(env: Record<string, string> = {}) {
  const server = await serverInProcess({ env });
  const board = await createBoard(server.url);
  const api = `${server.url}/api/boards/${board.id}`;
  const outline = async () => (await (await call(`${api}/outline`, board.viewer)).json()) as Outline;
  const { sections } = await outline();
  const [first, second] = sections.flatMap(({ regions }) => regions).map(({ id }) => id) as [string, string];
  const textsIn = (read: Outline) =>
    read.sections.flatMap(({ regions }) => regions.flatMap(({ notes }) => notes.map(({ text }) => text)));
  const seeded = new Set(textsIn(await outline()));
  return {
    ...server,
    board,
    api,
    first,
    second,
    add: async (id: string, regionId: string, text = id) =>
      expect((await call(`${api}/notes`, board.participant, 'POST', { id, regionId, text })).status).toBe(201),
    /** All texts except those that the template brings. */
    texts: async () => textsIn(await outline()).filter((text) => !seeded.has(text)),
    take: async (name: string) =>
      (await (await call(`${api}/snapshots`, board.facilitator, 'POST', { name })).json()) as SnapshotReply,
    restore: (sid: string, body?: object, token = board.facilitator) =>
      call(`${api}/snapshots/${sid}/restore`, token, 'POST', body),
    snapshots: async () =>
      ((await (await call(`${api}/snapshots`, board.viewer)).json()) as { snapshots: SnapshotReply[] }).snapshots,
  };
}

test('restores a snapshot, delivers that to members, and undoes it by restoring the copy of the state before', async () => {
  const { url, board, first, add, texts, take, restore, snapshots } = await boardWithServer();
  await add('a', first, 'Før');
  const { id } = await take('Etter økt 1');
  const member = new SyncClient(url, board.id, board.participant);
  onTestFinished(() => member.close());
  await member.until(() => member.synced);
  await add('b', first, 'Senere');
  const answer = await restore(id);
  expect(answer.status).toBe(200);
  const { before } = (await answer.json()) as RestoreReply;
  expect(before.name).toBe('Før gjenoppretting av «Etter økt 1»');
  expect(await texts()).toEqual(['Før']);
  await member.until(() => readBoard(member.doc).deleted.some((note) => note.text === 'Senere'));
  expect((await snapshots()).map((one) => one.id)).toEqual([id, before.id]);

  expect((await restore(before.id)).status).toBe(200);
  expect(await texts()).toEqual(['Før', 'Senere']);
  const names = (await snapshots()).map(({ name }) => name);
  expect(names[2]).toBe('Før gjenoppretting av «Før gjenoppretting av «Etter økt 1»»');
});

test('restores one region and leaves the others unchanged', async () => {
  const { first, second, add, texts, take, restore } = await boardWithServer();
  await add('a', first);
  const { id } = await take('x');
  await add('b', first);
  await add('c', second);
  expect((await restore(id, { regionId: first })).status).toBe(200);
  expect(await texts()).toEqual(['a', 'c']);
  const unknown = await restore(id, { regionId: 'nowhere' });
  expect([unknown.status, (await unknown.json()).code]).toEqual([404, 'unknown-region']);
});

test('refuses to restore without a facilitator’s link, such a snapshot, or room for the copy', async () => {
  const { board, first, add, texts, take, restore, snapshots } = await boardWithServer({
    LIMIT_SNAPSHOTS_PER_BOARD: '2',
  });
  const { id } = await take('x');
  await add('a', first);
  for (const token of [board.participant, board.viewer]) expect((await restore(id, undefined, token)).status).toBe(403);
  expect((await restore('nope')).status).toBe(404);
  expect((await restore(id, { regionId: 7 })).status).toBe(400);
  await take('y');
  const full = await restore(id);
  expect([full.status, (await full.json()).limit]).toEqual([413, 'snapshotsPerBoard']);
  expect(await texts()).toEqual(['a']);
  expect(await snapshots()).toHaveLength(2);
});

test('merges 100 offline edits into a restored board without losing or duplicating text', async () => {
  const { url, board, first, add, texts, take, restore } = await boardWithServer();
  await add('a', first, 'Felles tekst');
  const { id } = await take('x');
  const members = [0, 1, 2].map(() => new SyncClient(url, board.id, board.participant));
  onTestFinished(async () => void (await Promise.all(members.map((member) => member.close()))));
  for (const member of members) await member.until(() => member.synced);
  const offline = new Y.Doc();
  Y.applyUpdate(offline, Y.encodeStateAsUpdate(members[0]?.doc as Y.Doc));
  const write = (doc: Y.Doc, text: string) => {
    const fragment = noteFragment(doc, 'a' as never);
    if (fragment !== null) replaceText(fragment, text);
  };
  for (let i = 0; i < 100; i++) write(offline, `Felles ${'x'.repeat(i + 1)}tekst`);

  let done = false;
  const editing = members.map(async (member, i) => {
    for (let n = 0; !done || n < 20; n++) {
      await add(`later-${i}-${n}`, first);
      write(member.doc, `Felles tekst${i}${n % 10}`);
      await member.until(() => member.saved === member.sent);
    }
  });
  await members[0]?.until(() => readBoard(members[0]?.doc as Y.Doc).notes.size > 10);
  expect((await restore(id)).status).toBe(200);
  done = true;
  await Promise.all(editing);
  expect((await restore(id)).status).toBe(200);
  expect(await texts()).toEqual(['Felles tekst']);

  const back = new SyncClient(url, board.id, board.participant, offline);
  onTestFinished(() => back.close());
  await back.until(() => back.synced && back.saved === back.sent && back.sent > 0);
  expect(await texts()).toEqual([`Felles ${'x'.repeat(100)}tekst`]);
});
