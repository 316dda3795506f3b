/**
 * What is modelled: a server process killed at any moment under load, while it starts, and while it folds logs. What is
 * told: nothing that a writer was told is saved, and nothing that another member saw, is missing afterwards; nothing is
 * there twice; and no board answers before it is loaded (reliability rows 1 and 14).
 */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readBoard } from '#board/board';
import { root } from '#board/board-doc';
import { plain } from '../board/helpers.ts';
import { announcedSeed, Random } from '../board/random.ts';
import { rounds } from '../helpers/rounds.ts';
import { createBoard, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { killDuringStart, type ServerProcess, startServer } from '../helpers/server-process.ts';
import { Writer } from '../helpers/writer.ts';

const KILLS = rounds(30, 200);
const BOARDS = 8;
const WRITERS = 2;
const MOST_PER_SECOND = 2000;
/** Short logs, so that kills also meet checkpoints. */
const ENV = { LIMIT_LOG_ENTRIES: '40' };
/** Logs so short that the server folds one nearly always. */
const FOLDING = { LIMIT_LOG_ENTRIES: '3' };

/** Three kills in ten while a log is folded, two within 100 ms of the start, one before it listens. */
const KINDS = [
  ...(['work', 'checkpoint', 'afterStart', 'work', 'checkpoint'] as const),
  ...(['duringStart', 'work', 'checkpoint', 'afterStart', 'work'] as const),
] as const;

test('I1 a kill at any moment loses nothing that was saved or seen', { timeout: KILLS * 10_000 }, async () => {
  const seed = announcedSeed('kill');
  const random = new Random(seed);
  const dataDir = await temporaryFolder();
  let server = await startServer(dataDir, ENV);
  const boards: TestBoard[] = [];
  for (let i = 0; i < BOARDS; i++) boards.push(await createBoard(server.url));
  const kept = new Map(boards.map((board) => [board.id, new Set<string>()]));
  const done = { work: 0, checkpoint: 0, afterStart: 0, duringStart: 0, saved: 0, seen: 0, updatesPerSecond: 0 };
  for (let round = 0; round < KILLS; round++) {
    const kind = KINDS[round % KINDS.length] ?? 'work';
    done[kind] += 1;
    if (kind === 'checkpoint') server = await restarted(server, dataDir, FOLDING);
    const used = boards.slice(0, 1 + random.below(BOARDS));
    const members = await joined(server, used, kept);
    const perSecond = Math.exp(Math.sqrt(random.next()) * Math.log(MOST_PER_SECOND));
    const stop = new AbortController();
    const start = performance.now();
    const writing = members.flatMap((member, i) =>
      i % (WRITERS + 1) === 0 ? [] : [member.write(`${round}`, perSecond / used.length / WRITERS, stop.signal)],
    );
    await wait(kind === 'afterStart' ? random.below(100) : 20 + random.below(150));
    await server.end('SIGKILL');
    stop.abort();
    await Promise.all(writing);
    const seconds = (performance.now() - start) / 1000;
    for (const member of members) {
      await member.client.until(() => member.client.closed !== null);
      const [saved, seen] = [member.saved(), member.seen().filter((id) => id.startsWith(`${round}-`))];
      done.saved += saved.length;
      done.seen += seen.length;
      done.updatesPerSecond = Math.max(done.updatesPerSecond, Math.round(saved.length / seconds));
      for (const id of [...saved, ...seen]) kept.get(member.board.id)?.add(id);
    }
    if (kind === 'duringStart') await killDuringStart(dataDir, ENV, random.below(600));
    server = await startServer(dataDir, ENV);
  }
  for (const member of await joined(server, boards, kept)) await member.client.close();
  expect(await server.end('SIGTERM')).toBe(0);
  console.info(`kills: ${JSON.stringify(done)}, lost 0, twice 0`);
  // The test did something: without load, and without each kind, it would prove nothing.
  for (const kind of ['work', 'checkpoint', 'afterStart', 'duringStart'] as const)
    expect(done[kind]).toBeGreaterThan(0);
  expect(done.saved).toBeGreaterThan(KILLS * 5);
  expect(done.seen).toBeGreaterThan(KILLS * 5);
});

/**
 * Lets members join. The first answer after a restart is the whole board: all that ever was kept, at once, and each note
 * once and as it was written; and every member reads the same board.
 */
async function joined(
  server: ServerProcess,
  boards: readonly TestBoard[],
  kept: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Writer[]> {
  const members = boards.flatMap((board) => Array.from({ length: WRITERS + 1 }, () => new Writer(server.url, board)));
  const first = new Map<string, unknown>();
  await Promise.all(
    members.map(async (member) => {
      const { client, board } = member;
      await client.until(() => client.synced || client.closed !== null);
      expect(client.closed).toBeNull();
      expect(root(client.doc, 'sections').size).toBeGreaterThan(0);
      const notes = root(client.doc, 'notes');
      expect([...(kept.get(board.id) ?? [])].filter((id) => !notes.has(id))).toEqual([]);
      expect(member.spoilt()).toEqual([]);
      const read = plain(readBoard(client.doc));
      if (!first.has(board.id)) first.set(board.id, read);
      expect(read).toEqual(first.get(board.id));
    }),
  );
  return members;
}

async function restarted(server: ServerProcess, dataDir: string, env: Record<string, string>): Promise<ServerProcess> {
  await server.end('SIGKILL');
  return startServer(dataDir, env);
}
