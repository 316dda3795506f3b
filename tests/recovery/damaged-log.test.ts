/**
 * Reliability row 6: one byte of a real server's log is changed, or one of its files is cut, while the server is
 * stopped. Asserts that the server starts and lives, that only boards that were hit have changed, that one byte hits at
 * most one board, and that a board that was hit shows what can be trusted and refuses changes.
 */
import { cp, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import type { Outline } from '#protocol/http-api';
import { rounds } from '../helpers/rounds.ts';
import { announcedSeed, Random } from '../helpers/seeds.ts';
import { call, createBoard, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { startServer } from '../helpers/server-process.ts';

const BOARDS = 6;
const NOTES = 6;
const FLIPS = rounds(6, 200);
const CUTS = rounds(3, 200);

interface Known {
  readonly board: TestBoard;
  readonly outline: Outline;
}

test('row 6: a damaged log affects only the boards that were hit, and never the process', {
  timeout: 60_000 + 3_000 * (FLIPS + CUTS),
}, async () => {
  const random = new Random(announcedSeed('damaged log'));
  const dataDir = await temporaryFolder();
  // Some boards have a checkpoint, some do not.
  const first = await startServer(dataDir, { LIMIT_LOG_ENTRIES: '9', LIMIT_COMMIT_WINDOW_MS: '1' });
  const known: Known[] = [];
  for (let i = 0; i < BOARDS; i++) {
    const board = await createBoard(first.url);
    const outlined = () => outlineOf(first.url, board) as Promise<Outline>;
    const regionId = (await outlined()).sections[0]?.regions[0]?.id;
    const api = `${first.url}/api/boards/${board.id}/notes`;
    for (let n = 0; n < NOTES + i; n++) {
      expect(
        (await call(api, board.participant, 'POST', { regionId, text: `Lapp ${n} ${'x'.repeat(200)}` })).status,
      ).toBe(201);
    }
    known.push({ board, outline: await outlined() });
  }
  await first.end('SIGTERM');
  const files = await filesIn(join(dataDir, 'log'));
  const counts = { flips: 0, cuts: 0, boardsHitByFlips: 0, boardsHitByCuts: 0 };
  for (let i = 0; i < FLIPS + CUTS; i++) {
    const isFlip = i < FLIPS;
    const { path, at } = placeIn(files, isFlip ? (i + random.next()) / FLIPS : (i - FLIPS + random.next()) / CUTS);
    const folder = await temporaryFolder();
    await cp(dataDir, folder, { recursive: true });
    const damaged = join(folder, 'log', path);
    if (isFlip) {
      const bytes = await readFile(damaged);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
      await writeFile(damaged, bytes);
    } else await truncate(damaged, at);
    const what = `${path} ${isFlip ? 'changed' : 'cut'} at ${at}`;
    const server = await startServer(folder);
    let hit = 0;
    for (const { board, outline } of known) {
      const found = await outlineOf(server.url, board);
      if (isDeepStrictEqual(found, outline)) continue;
      hit += 1;
      const note = { regionId: outline.sections[0]?.regions[0]?.id, text: 'Etter skaden' };
      const api = `${server.url}/api/boards/${board.id}/notes`;
      expect((await call(api, board.participant, 'POST', note)).status, what).toBe(503);
    }
    if (isFlip) expect(hit, what).toBeLessThanOrEqual(1);
    if (hit > 0) expect(await (await fetch(`${server.url}/readyz`)).text(), what).toContain('degraded');
    counts[isFlip ? 'flips' : 'cuts'] += 1;
    counts[isFlip ? 'boardsHitByFlips' : 'boardsHitByCuts'] += hit;
    expect(server.process.exitCode, what).toBeNull();
    expect(await server.end('SIGTERM'), what).toBe(0);
  }
  console.info(JSON.stringify({ ...counts, deaths: 0 }));
  expect(counts.boardsHitByFlips + counts.boardsHitByCuts).toBeGreaterThan(rounds(0, 100));
});

/** What a viewer sees of a board, or null if it is refused. */
async function outlineOf(url: string, board: TestBoard): Promise<Outline | null> {
  const answer = await call(`${url}/api/boards/${board.id}/outline`, board.viewer);
  return answer.status === 200 ? ((await answer.json()) as Outline) : null;
}

async function filesIn(folder: string): Promise<{ readonly path: string; readonly bytes: number }[]> {
  const found = await readdir(folder, { recursive: true });
  const files = await Promise.all(found.map(async (path) => ({ path, stat: await stat(join(folder, path)) })));
  return files.filter(({ stat }) => stat.isFile()).map(({ path, stat }) => ({ path, bytes: stat.size }));
}

/** The file and offset at a fraction of all files' bytes. */
function placeIn(files: Awaited<ReturnType<typeof filesIn>>, fraction: number): { path: string; at: number } {
  let at = Math.floor(fraction * files.reduce((sum, { bytes }) => sum + bytes, 0));
  for (const { path, bytes } of files) {
    if (at < bytes) return { path, at };
    at -= bytes;
  }
  throw new RangeError('a fraction of 1 or more');
}
