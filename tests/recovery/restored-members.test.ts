/**
 * Issue 9, number 3: a board with 30 members is restored to five points in time. Half of the members were offline and
 * have unsaved edits, and some have loaded the page again. Every member gets back in, in any order, and no edit that was
 * saved or that waits in a browser is lost.
 */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '#board/records';
import { restoreBackup } from '../../sync-server/storage/embedded/backup/restore-backup.ts';
import { writeBackup } from '../../sync-server/storage/embedded/backup/write-backup.ts';
import { BrowserMember, copyOf } from '../helpers/browser-member.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { call, createBoard, serverInProcess, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

const MEMBERS = 30;
const POINTS = 5;
const ENV = { LIMIT_IDLE_ROOM_MS: '20' };

test('every member gets back in after a restore to any of five points in time, and no edit is lost', {
  timeout: 240_000,
}, async () => {
  const random = new Random(announcedSeed('members after a restore'));
  const { board, backups, members, written, folder } = await live();
  let returned = 0;
  for (const [i, backup] of backups.entries()) {
    const dataDir = join(folder, `restored-${i}`);
    await restoreBackup(backup, dataDir);
    const back = inAnyOrder(members, random).map((one) => {
      const member = new BrowserMember(one.name);
      member.doc = copyOf(one.doc);
      // A third of those who were offline load the page before they return.
      if (isOffline(one) && Number(one.name.slice(1)) % 3 === 0) member.reload();
      return member;
    });
    const first = await serverInProcess({ dataDir, env: ENV });
    const early = back.slice(0, MEMBERS / 2);
    await all(early, first.url, board);
    for (const member of early) member.write(`early-${i}-${member.name}`);
    await Promise.all(early.map((one) => one.client?.until(() => one.isIn || one.client?.closed !== null)));
    expect(early.filter(({ isIn }) => !isIn).map(({ name }) => name)).toEqual([]);
    await first.stop();

    // The others return after another restart, and those before them reconnect.
    const second = await serverInProcess({ dataDir, env: ENV });
    await all(back.slice(MEMBERS / 2), second.url, board);
    await all(early, second.url, board);
    for (const member of back) member.write(`late-${i}-${member.name}`);
    await Promise.all(back.map((one) => one.client?.until(() => one.isIn || one.client?.closed !== null)));
    expect(back.filter(({ isIn }) => !isIn).map(({ name, client }) => [name, client?.closed])).toEqual([]);
    const reader = await new SyncClient(second.url, board.id, board.viewer).until(() => true);
    await reader.until(() => reader.synced);
    const there = new Set(root(reader.doc, 'notes').keys());
    const expected = [
      ...written,
      ...early.map(({ name }) => `early-${i}-${name}`),
      ...back.map(({ name }) => `late-${i}-${name}`),
    ];
    expect(expected.filter((id) => !there.has(id))).toEqual([]);
    returned += back.length;
    await second.stop();
  }
  console.info(`${returned} members returned to ${POINTS} restored boards; notes of each: ${written.length}; lost 0`);
});

async function regionOf(url: string, board: TestBoard): Promise<string> {
  const outline = await (await call(`${url}/api/boards/${board.id}/outline`, board.viewer)).json();
  return outline.sections[0].regions[0].id;
}

/** A board on which everybody writes; a backup after each round but the last; then half go on writing offline. */
async function live() {
  const folder = await temporaryFolder();
  const server = await serverInProcess();
  const board = await createBoard(server.url);
  const members = Array.from({ length: MEMBERS }, (_, i) => new BrowserMember(`m${i}`));
  const written: string[] = [];
  const backups: string[] = [];
  for (let round = 0; round <= POINTS; round++) {
    // In each round more members have arrived, and some have loaded the page again.
    const here = members.slice(0, Math.max(4, (MEMBERS * (round + 1)) / (POINTS + 1)));
    for (const [i, member] of here.entries()) {
      if (member.client === null) await member.enter(server.url, board);
      else if ((i + round) % 7 === 0) {
        await member.client.close();
        member.reload();
        await member.enter(server.url, board);
      }
      const id = `r${round}-${member.name}`;
      member.write(id);
      member.touch(written.at(-1) ?? id);
      written.push(id);
    }
    const form = { id: `http-note-${round}-aaaaaaaaaa`, regionId: await regionOf(server.url, board), text: 'a form' };
    const response = await call(`${server.url}/api/boards/${board.id}/notes`, board.participant, 'POST', form);
    expect([response.status, await response.text()]).toEqual([201, expect.any(String)]);
    written.push(form.id);
    await Promise.all(here.map((one) => one.client?.until(() => one.isIn && written.every((id) => one.has(id)))));
    if (round === POINTS) break;
    backups.push(join(folder, `backup-${round}.tar`));
    await writeBackup(server.dataDir, backups.at(-1) ?? '', 5);
  }
  for (const member of members) {
    await member.client?.close();
    if (!isOffline(member)) continue;
    for (let i = 0; i < 3; i++) {
      member.write(`offline-${i}-${member.name}`);
      written.push(`offline-${i}-${member.name}`);
    }
  }
  await server.stop();
  return { board, backups, members, written, folder };
}

function inAnyOrder<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((one) => ({ one, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

function isOffline({ name }: BrowserMember): boolean {
  return Number(name.slice(1)) % 2 === 0;
}

/** All connect at once. Fails with the names and codes of those who are not let in. */
async function all(members: readonly BrowserMember[], url: string, board: TestBoard): Promise<void> {
  const entered = await Promise.allSettled(members.map((member) => member.enter(url, board)));
  expect(entered.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))).toEqual([]);
}
