/**
 * A participant's browser that holds a facilitator's later changes returns to a restored board before the facilitator's:
 * it is let in, its own edits arrive, what it may not write is left out, and all of it is there once the facilitator's
 * browser has come back.
 */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { root } from '#board/records';
import { restoreBackup } from '../../sync-server/storage/embedded/backup/restore-backup.ts';
import { writeBackup } from '../../sync-server/storage/embedded/backup/write-backup.ts';
import { BrowserMember } from '../helpers/browser-member.ts';
import { createBoard, serverInProcess, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

test('a participant’s browser with a facilitator’s later changes is let in, and nothing is lost', async () => {
  const { url, board, facilitator, hers, his } = await restored();
  hers.write('hers-offline');
  hers.touch('facilitator-note');
  for (const member of [hers, his]) {
    const client = member.connect(url, board);
    await client.until(() => (client.synced && client.sent > 0) || client.closed !== null);
    expect(client.closed).toBeNull();
  }
  const reader = await reading(url, board);
  await reader.until(() => root(reader.doc, 'notes').has('hers-offline'));
  const notes = root(reader.doc, 'notes');
  expect(['hers-before', 'hers-after', 'his-after'].filter((id) => !notes.has(id))).toEqual([]);
  expect(reader.doc.getMap('meta').get('later')).toBeUndefined();
  expect(root(reader.doc, 'notes').has('facilitator-note')).toBe(false);
  // Not everything that its browser holds is saved, and it is not told so.
  expect(hers.client?.saved).toBe(0);

  // What it writes now is stored and reaches the others too.
  his.write('his-now');
  await reader.until(() => root(reader.doc, 'notes').has('his-now'));
  await facilitator.enter(url, board, board.facilitator);
  for (const member of [hers, his]) {
    await member.client?.until(() => member.isIn || member.client?.closed !== null);
    expect(member.client?.closed).toBeNull();
  }
  await reader.until(() => reader.doc.getMap('meta').get('later') === true);
  expect(root(reader.doc, 'notes').has('facilitator-note')).toBe(true);
  await reader.until(() => {
    const touched = root(reader.doc, 'notes').get('facilitator-note');
    return touched instanceof Y.Map && touched.get('author') === 'hers';
  });
  // She is the author of what she wrote: nobody has taken her id.
  hers.write('hers-at-last');
  await reader.until(() => root(reader.doc, 'notes').has('hers-at-last'));
});

test('on a board that was never restored, a participant that writes as a facilitator is closed', async () => {
  const server = await serverInProcess();
  const board = await createBoard(server.url);
  const member = new BrowserMember('hers');
  member.doc.getMap('meta').set('later', true);
  const client = member.connect(server.url, board);
  await client.until(() => client.closed !== null);
  expect(client.closed).toBe(4403);
});

/** Two participants saw what the facilitator changed after the backup, and one built on it. */
async function restored() {
  const folder = await temporaryFolder();
  const first = await serverInProcess();
  const board = await createBoard(first.url);
  const facilitator = new BrowserMember('facilitator');
  const [hers, his] = [new BrowserMember('hers'), new BrowserMember('his')];
  await facilitator.enter(first.url, board, board.facilitator);
  await hers.enter(first.url, board);
  await his.enter(first.url, board);
  hers.write('hers-before');
  await hers.client?.until(() => hers.isIn);
  await writeBackup(first.dataDir, join(folder, 'backup.tar'), 5);
  hers.write('hers-after');
  his.write('his-after');
  facilitator.doc.getMap('meta').set('later', true);
  facilitator.write('facilitator-note');
  const has = (member: BrowserMember) => ['hers-after', 'his-after', 'facilitator-note'].every((id) => member.has(id));
  for (const member of [facilitator, hers, his]) await member.client?.until(() => member.isIn && has(member));
  await facilitator.client?.close();
  await hers.client?.close();
  await his.client?.close();
  await first.stop();
  await restoreBackup(join(folder, 'backup.tar'), join(folder, 'data'));
  const { url } = await serverInProcess({ dataDir: join(folder, 'data') });
  return { url, board, facilitator, hers, his };
}

async function reading(url: string, board: TestBoard): Promise<SyncClient> {
  const reader = new SyncClient(url, board.id, board.viewer);
  return reader.until(() => reader.synced);
}
