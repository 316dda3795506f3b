/**
 * Reliability row 13: 200 notes are moved over and over, by one session after another. Asserts that once all have left,
 * the disk holds at most 3 times the living content plus 1 MB; that a newcomer is sent at most twice the living
 * content; and that a snapshot is unchanged.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createBoardDoc, MAP_ROOTS } from '#board/board-doc';
import type { NoteId, RegionId } from '#board/ids';
import { addNote, moveNote } from '#board/note';
import { placesRoot } from '#board/places';
import { root } from '#board/records';
import { readFrame } from '#protocol/frames';
import { rounds } from '../helpers/rounds.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { call, createBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { startServer } from '../helpers/server-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

const NOTES = 200;
const MOVES = rounds(10_000, 100_000);
const SESSIONS = rounds(40, 200);
const MOST_DISK = { times: 3, bytes: 1_000_000 };
const MOST_JOIN = 2;
/** Dead content is removed when the server has nothing else to do; this is the time it gets. */
const IDLE_MS = 60_000;

test('a board whose notes are moved over and over does not grow', { timeout: 120_000 + MOVES * 5 }, async () => {
  const random = new Random(announcedSeed('growth'));
  const dataDir = await temporaryFolder();
  // All limits as shipped, except that a board without members leaves memory sooner.
  const server = await startServer(dataDir, { LIMIT_IDLE_ROOM_MS: '500' });
  const board = await createBoard(server.url);
  const api = `${server.url}/api/boards/${board.id}`;
  const first = await session(server.url, board);
  const regions = [...root(first.doc, 'fields').keys()] as RegionId[];
  for (let i = 0; i < NOTES; i++) {
    const regionId = random.pick(regions);
    const text = `Merknad ${i} med en setning av vanlig lengde.`;
    addNote(first.doc, { id: `n${i}` as NoteId, text, regionId, order: `a${i}`, author: 'A', createdAt: 1 });
  }
  await leave(first);
  const snapshot = (await (await call(`${api}/snapshots`, board.facilitator, 'POST', { name: 'Før' })).json()) as {
    id: string;
  };
  const copy = async () => {
    const response = await call(`${api}/snapshots/${snapshot.id}/document`, board.viewer);
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer());
  };
  const before = await copy();

  for (let i = 0; i < SESSIONS; i++) {
    const member = await session(server.url, board);
    for (let move = 0; move < MOVES / SESSIONS; move++) {
      const id = `n${random.below(NOTES)}` as NoteId;
      moveNote(member.doc, id, { regionId: random.pick(regions), order: `a${random.below(1e6)}` });
    }
    await leave(member);
  }

  const last = await session(server.url, board);
  const join = last.received.map(readFrame).find((frame) => frame.kind === 'step2');
  const live = livingBytes(last.doc);
  const joinBytes = join?.kind === 'step2' ? join.update.length : Number.NaN;
  await last.close();
  const most = MOST_DISK.times * live + MOST_DISK.bytes;
  let disk = 0;
  for (const end = performance.now() + IDLE_MS; disk === 0 || (disk > most && performance.now() < end); ) {
    disk = (await bytesUnder(dataDir)) - before.length;
    await wait(200);
  }
  console.info(
    `moves ${MOVES}, sessions ${SESSIONS}: living ${live} B, join ${joinBytes} B, disk ${disk} B of ${most} B`,
  );
  expect(disk).toBeLessThanOrEqual(most);
  expect(joinBytes).toBeLessThanOrEqual(MOST_JOIN * live);
  expect(await copy()).toEqual(before);
  await server.end('SIGTERM');
});

async function session(url: string, board: { id: string; participant: string }): Promise<SyncClient> {
  const client = new SyncClient(url, board.id, board.participant);
  await client.until(() => client.synced);
  return client;
}

/** Disconnects when all that was written is saved. */
async function leave(client: SyncClient): Promise<void> {
  await client.until(() => client.saved >= client.sent || client.closed !== null);
  expect(client.closed).toBeNull();
  await client.close();
}

/** The size of a document with the same content and no history. */
function livingBytes(doc: Y.Doc): number {
  const fresh = createBoardDoc();
  fresh.transact(() => {
    for (const name of MAP_ROOTS) {
      for (const [key, value] of root(doc, name).entries()) {
        root(fresh, name).set(key, value instanceof Y.AbstractType ? value.clone() : value);
      }
    }
    placesRoot(fresh).push(placesRoot(doc).toArray());
  });
  expect(placesRoot(fresh).length).toBeGreaterThan(NOTES * 0.9);
  expect(root(fresh, 'notes').size).toBeGreaterThanOrEqual(NOTES);
  return Y.encodeStateAsUpdate(fresh).length;
}

async function bytesUnder(folder: string): Promise<number> {
  const sizes = (await readdir(folder, { recursive: true })).map(async (name) => {
    // The server may remove a file meanwhile.
    const found = await stat(join(folder, name)).catch(() => null);
    return found?.isFile() === true ? found.size : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
