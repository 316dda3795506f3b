/**
 * Reliability rows 1 and 14: a server process is killed at any moment under load, while it starts, and at the fail
 * points of a checkpoint. Asserts that nothing that was acknowledged as saved, or that another member saw, is missing
 * afterwards; that nothing is there twice; and that no board answers before it is loaded (I3).
 */
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { FAIL_POINTS, type FailPointName } from '../../sync-server/storage/embedded/journal/fail-points.ts';
import { Load, ServerGone } from '../helpers/load.ts';
import { rounds } from '../helpers/rounds.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { createBoard, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { killDuringStart, type ServerProcess, startServer } from '../helpers/server-process.ts';

const KILLS = rounds(20, 200);
const BOARDS = 8;
const MOST_PER_SECOND = 2000;
/** Short logs, so that some kills hit a checkpoint. */
const ENV = { LIMIT_LOG_ENTRIES: '40' };
/** Logs so short that the server nearly always writes a checkpoint. */
const FOLDING = { LIMIT_LOG_ENTRIES: '3' };
/** Of ten kills, three happen during a checkpoint, two within 100 ms of the start, one before the server listens. */
const KINDS = [
  ...(['work', 'folding', 'afterStart', 'work', 'folding'] as const),
  ...(['duringStart', 'work', 'folding', 'afterStart', 'work'] as const),
] as const;
/** Only these: segments are removed when the server is quiet, which it never is here. */
const FOLDING_POINTS = FAIL_POINTS.filter((name) => name.startsWith('checkpoint.'));
/** How long to wait for a fail point: few writers on many boards may write too little for so many checkpoints. */
const PATIENCE_MS = 1500;

test('I1 a kill at any moment loses nothing that was saved or seen', { timeout: KILLS * 10_000 }, async () => {
  const random = new Random(announcedSeed('kill'));
  const dataDir = await temporaryFolder();
  let server = await startServer(dataDir, ENV);
  const boards: TestBoard[] = [];
  for (let i = 0; i < BOARDS; i++) boards.push(await createBoard(server.url));
  const load = new Load(boards, 2);
  const kills = { work: 0, folding: 0, afterStart: 0, duringStart: 0 };
  const points = new Map<FailPointName | 'none', number>();
  for (let round = 0; round < KILLS; round++) {
    const kind = KINDS[round % KINDS.length] ?? 'work';
    kills[kind] += 1;
    const point = kind === 'folding' ? random.pick(FOLDING_POINTS) : null;
    if (point !== null) {
      await server.end('SIGKILL');
      server = await startServer(dataDir, { ...FOLDING, FAIL_POINT: `${point}:${1 + random.below(3)}` });
    }
    const members = await load.join(server.url, boards.slice(0, 1 + random.below(BOARDS))).catch((error: unknown) => {
      // The server may write a checkpoint, and kill itself, before anybody writes.
      if (point !== null && error instanceof ServerGone) return null;
      throw error;
    });
    if (members === null) {
      expect(await killsItself(server)).toBe(true);
      points.set(point ?? 'none', (points.get(point ?? 'none') ?? 0) + 1);
      server = await startServer(dataDir, ENV);
      continue;
    }
    const perSecond = Math.exp(Math.sqrt(random.next()) * Math.log(MOST_PER_SECOND));
    await load.write(members, String(round), point === null ? perSecond : Math.max(perSecond, 200), async () => {
      if (point !== null) {
        const reached = (await killsItself(server)) ? point : 'none';
        points.set(reached, (points.get(reached) ?? 0) + 1);
      } else await wait(kind === 'afterStart' ? random.below(100) : 20 + random.below(150));
      await server.end('SIGKILL');
    });
    if (kind === 'duringStart') await killDuringStart(dataDir, ENV, random.below(600));
    server = await startServer(dataDir, ENV);
  }
  for (const { client } of await load.join(server.url, boards)) await client.close();
  expect(await server.end('SIGTERM')).toBe(0);
  const notes = JSON.stringify(load.done);
  console.info(`kills ${JSON.stringify(kills)}, at ${JSON.stringify([...points])}, notes ${notes}, lost 0, twice 0`);
  // Without load, or without one of the kinds, the test would prove nothing.
  for (const kind of KINDS) expect(kills[kind]).toBeGreaterThan(0);
  expect(kills.folding - (points.get('none') ?? 0)).toBeGreaterThan(kills.folding / 3);
  expect(load.done.saved).toBeGreaterThan(KILLS * 5);
  expect(load.done.seen).toBeGreaterThan(KILLS * 5);
});

/** Whether the server reached its fail point, and so killed itself, within PATIENCE_MS. */
async function killsItself({ process }: ServerProcess): Promise<boolean> {
  if (process.signalCode !== null) return true;
  const tooLong = new AbortController();
  const gone = once(process, 'exit').then(() => true);
  const killed = await Promise.race([
    gone,
    wait(PATIENCE_MS, false, { signal: tooLong.signal }).catch(() => true), // aborted: the process has ended
  ]);
  tooLong.abort();
  return killed;
}
