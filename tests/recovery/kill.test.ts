/**
 * What is modelled: a server process killed at any moment under load, while it starts, and while it folds logs. What is
 * told: nothing that a writer was told is saved, and nothing that another member saw, is missing afterwards; nothing is
 * there twice; and no board answers before it is loaded (reliability rows 1 and 14).
 */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { announcedSeed, Random } from '../board/random.ts';
import { Load } from '../helpers/load.ts';
import { rounds } from '../helpers/rounds.ts';
import { createBoard, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { killDuringStart, startServer } from '../helpers/server-process.ts';

const KILLS = rounds(30, 200);
const BOARDS = 8;
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
  const random = new Random(announcedSeed('kill'));
  const dataDir = await temporaryFolder();
  let server = await startServer(dataDir, ENV);
  const boards: TestBoard[] = [];
  for (let i = 0; i < BOARDS; i++) boards.push(await createBoard(server.url));
  const load = new Load(boards, 2);
  const kills = { work: 0, checkpoint: 0, afterStart: 0, duringStart: 0 };
  for (let round = 0; round < KILLS; round++) {
    const kind = KINDS[round % KINDS.length] ?? 'work';
    kills[kind] += 1;
    if (kind === 'checkpoint') {
      await server.end('SIGKILL');
      server = await startServer(dataDir, FOLDING);
    }
    const members = await load.join(server.url, boards.slice(0, 1 + random.below(BOARDS)));
    const perSecond = Math.exp(Math.sqrt(random.next()) * Math.log(MOST_PER_SECOND));
    await load.write(members, String(round), perSecond, async () => {
      await wait(kind === 'afterStart' ? random.below(100) : 20 + random.below(150));
      await server.end('SIGKILL');
    });
    if (kind === 'duringStart') await killDuringStart(dataDir, ENV, random.below(600));
    server = await startServer(dataDir, ENV);
  }
  for (const { client } of await load.join(server.url, boards)) await client.close();
  expect(await server.end('SIGTERM')).toBe(0);
  console.info(`kills ${JSON.stringify(kills)}, notes ${JSON.stringify(load.done)}, lost 0, twice 0`);
  // The test did something: without load, and without each kind, it would prove nothing.
  for (const kind of KINDS) expect(kills[kind]).toBeGreaterThan(0);
  expect(load.done.saved).toBeGreaterThan(KILLS * 5);
  expect(load.done.seen).toBeGreaterThan(KILLS * 5);
});
