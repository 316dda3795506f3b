/**
 * What is modelled: a server process killed at any moment under load. What is told: nothing that a writer was told is
 * saved, and nothing that another member saw, is missing afterwards; and no board answers before it is loaded.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { root } from '#board/board-doc';
import type { NoteId, RegionId } from '#board/ids';
import { addNote } from '#board/note';
import { createBoard, type TestBoard } from '../helpers/server-in-process.ts';
import { startServer } from '../helpers/server-process.ts';
import { SyncClient } from '../helpers/sync-client.ts';

const ROUNDS = Number(process.env.KILLS ?? 50);
const BOARDS = 3;
const WRITERS = 2;
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

test(`I1 a kill at any moment loses nothing that was saved or seen (SEED=${seed})`, { timeout: 240_000 }, async () => {
  const random = randomOf(seed);
  const dataDir = await mkdtemp(join(tmpdir(), 'veivalg-kill-'));
  folders.push(dataDir);
  // Short logs, so that kills also meet checkpoints.
  const env = { LIMIT_LOG_ENTRIES: '40' };
  let server = await startServer(dataDir, env);
  const boards: TestBoard[] = [];
  for (let i = 0; i < BOARDS; i++) boards.push(await createBoard(server.url));
  const kept = new Map(boards.map((board) => [board.id, new Set<string>()]));
  let acknowledged = 0;
  let seen = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const members = boards.flatMap((board) => Array.from({ length: WRITERS + 1 }, () => new Member(server.url, board)));
    const writers = members.filter((_, i) => i % (WRITERS + 1) !== 0);
    // The first answer after a restart is the whole board: all that ever was kept, at once.
    await Promise.all(
      members.map(async (member) => {
        await member.client.until(() => member.client.synced || member.client.closed !== null);
        expect(member.client.closed).toBeNull();
        const missing = [...(kept.get(member.board.id) ?? [])].filter(
          (id) => !root(member.client.doc, 'notes').has(id),
        );
        expect(missing).toEqual([]);
        expect(root(member.client.doc, 'sections').size).toBeGreaterThan(0);
      }),
    );
    const stop = new AbortController();
    const writing = writers.map((member) => member.write(`${round}`, stop.signal));
    await wait(random() < 0.2 ? random() * 10 : 20 + random() * 150);
    await server.end('SIGKILL');
    stop.abort();
    await Promise.all(writing);
    for (const member of members) {
      await member.client.until(() => member.client.closed !== null);
      const [saved, fromOthers] = [member.saved(), member.seen()];
      acknowledged += saved.length;
      seen += fromOthers.filter((id) => id.startsWith(`${round}-`)).length;
      for (const id of [...saved, ...fromOthers]) kept.get(member.board.id)?.add(id);
    }
    server = await startServer(dataDir, env);
  }
  expect(await server.end('SIGTERM')).toBe(0);
  // The test did something: without load it would prove nothing.
  expect(acknowledged).toBeGreaterThan(ROUNDS * 10);
  console.info(`kills ${ROUNDS}, notes saved ${acknowledged}, seen by others ${seen}, lost 0, SEED=${seed}`);
});

class Member {
  readonly client: SyncClient;
  readonly board: TestBoard;
  /** Ids of own notes by the number of the sync message that brought them. */
  readonly #own = new Map<string, number>();
  constructor(url: string, board: TestBoard) {
    this.board = board;
    this.client = new SyncClient(url, board.id, board.participant);
  }

  /** Writes a note every turn or so until told to stop or cut off. */
  async write(prefix: string, stop: AbortSignal): Promise<void> {
    const { doc } = this.client;
    const region = [...root(doc, 'regions').keys()][0] as RegionId;
    for (let n = 0; !stop.aborted && this.client.closed === null; n++) {
      const id = `${prefix}-${doc.clientID}-${n}`;
      addNote(doc, { id: id as NoteId, text: id, regionId: region, order: `a${n}`, author: '', createdAt: 0 });
      this.#own.set(id, this.client.sent);
      await wait(1);
    }
  }

  /** Own notes of which the server said that they are saved. */
  saved(): string[] {
    return [...this.#own].filter(([, number]) => number <= this.client.saved).map(([id]) => id);
  }

  /** Notes that came from others. */
  seen(): string[] {
    return [...root(this.client.doc, 'notes').keys()].filter((id) => !this.#own.has(id));
  }
}

/** mulberry32: the same seed gives the same kills. */
function randomOf(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
