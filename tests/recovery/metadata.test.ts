/**
 * Reliability row 7: each file and folder of the data folder is deleted or emptied, one at a time, after a clean stop
 * and after a kill. Asserts that the server starts, serves unchanged every board that was not hit, never serves a board
 * that was hit as if it were whole, and names the damaged store at /readyz.
 */
import { cp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import type { Outline } from '#protocol/http-api';
import { rounds } from '../helpers/rounds.ts';
import { call, createBoard, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { startServer } from '../helpers/server-process.ts';

interface Known {
  readonly board: TestBoard;
  readonly outline: Outline;
}

/** Three boards, two with a checkpoint and one without changes, and the folder as a stop or a kill left it. */
async function madeFolder(signal: 'SIGTERM' | 'SIGKILL'): Promise<{ dataDir: string; boards: Known[] }> {
  const dataDir = await temporaryFolder();
  const server = await startServer(dataDir, { LIMIT_LOG_ENTRIES: '4' });
  const boards: Known[] = [];
  for (const notes of [9, 7, 0]) {
    const board = await createBoard(server.url);
    const api = `${server.url}/api/boards/${board.id}`;
    const outlined = async () => (await call(`${api}/outline`, board.viewer)).json() as Promise<Outline>;
    const regionId = (await outlined()).sections[0]?.regions[0]?.id;
    for (let n = 0; n < notes; n++) {
      expect((await call(`${api}/notes`, board.participant, 'POST', { regionId, text: `Lapp ${n}` })).status).toBe(201);
    }
    boards.push({ board, outline: await outlined() });
  }
  expect((await readdir(join(dataDir, 'log', 'boards'))).length).toBeGreaterThan(0);
  const twoGenerations = async () => (await readdir(dataDir)).includes('catalog.json.bak');
  await expect.poll(twoGenerations, { timeout: 20_000 }).toBe(true);
  await server.end(signal);
  return { dataDir, boards };
}

/** Whether damage to a file may affect a board. */
function costs(path: string, { board }: Known): boolean {
  if (/^log(\/journal-.*)?$/.test(path)) return true;
  return path === 'log/boards' || path === `log/boards/${board.id}`;
}

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`row 7: any one file lost or emptied after ${signal} leaves all other boards unchanged`, {
    timeout: 240_000,
  }, async () => {
    const { dataDir, boards } = await madeFolder(signal);
    let [tried, setAside, named] = [0, 0, 0];
    const isLong = rounds(1, 2) === 2;
    for (const path of await representatives(dataDir)) {
      // The short form tries one kind of damage each, and after a kill only the log, where a kill differs from a stop.
      if (!isLong && signal === 'SIGKILL' && !path.startsWith('log/')) continue;
      const isFolder = (await stat(join(dataDir, path))).isDirectory();
      const damages = isLong ? ['deleted', 'emptied'] : [signal === 'SIGTERM' ? 'deleted' : 'emptied'];
      for (const damage of isFolder ? ['deleted'] : damages) {
        const what = `${path} ${damage}`;
        const folder = await temporaryFolder();
        await cp(dataDir, folder, { recursive: true });
        if (damage === 'deleted') await rm(join(folder, path), { recursive: true });
        else await truncate(join(folder, path), 0);
        const server = await startServer(folder);
        let isHit = false;
        for (const known of boards) {
          const api = `${server.url}/api/boards/${known.board.id}`;
          const answer = await call(`${api}/outline`, known.board.viewer);
          const found = answer.status === 200 ? await answer.json() : null;
          if (isDeepStrictEqual(found, known.outline)) continue;
          expect(costs(path, known), what).toBe(true);
          isHit = true;
          // Without the last journal and a clean stop, it cannot be known which boards lack their last entries.
          if (signal === 'SIGKILL' && path.startsWith('log/journal-')) continue;
          // The board shows what can be trusted and refuses changes.
          const note = { regionId: known.outline.sections[0]?.regions[0]?.id, text: 'Etter skaden' };
          expect((await call(`${api}/notes`, known.board.participant, 'POST', note)).status, what).toBe(503);
          setAside += 1;
        }
        const ready = await fetch(`${server.url}/readyz`);
        expect(ready.status, what).toBe(200);
        const { status, damaged } = (await ready.json()) as { status: string; damaged: { store: string }[] };
        const store = path.split('/')[0] ?? '';
        if (isHit || MUST_BE_NAMED.test(path)) {
          expect(status, what).toBe('degraded');
          expect(
            damaged.map((one) => one.store),
            what,
          ).toContain(store);
          named += 1;
        }
        // /readyz is public, so it names no board.
        for (const { board } of boards) expect(JSON.stringify(damaged)).not.toContain(board.id);
        expect(await server.end('SIGTERM')).toBe(0);
        tried += 1;
      }
    }
    expect(tried).toBeGreaterThan(rounds(signal === 'SIGTERM' ? 9 : 2, 16));
    expect(named).toBeGreaterThan(rounds(0, 5));
    console.info(
      `after ${signal}: damages ${tried}, named ${named}, boards set aside ${setAside}, others served 100 %`,
    );
  });
}

/** Files whose loss must be reported, also if there is another copy. */
const MUST_BE_NAMED = /^(version|catalog\.json|records(\/.*)?|log|log\/journal-.*)$/;

/** Every file and folder of the data folder; of files of which there are many, the first. */
async function representatives(dataDir: string): Promise<string[]> {
  const seen = new Set<string>();
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  return entries
    .map((entry) => join(entry.parentPath, entry.name).slice(dataDir.length + 1))
    .sort()
    .filter((path) => {
      if (path === 'lock') return false; // the lock of the killed server; see lock.test.ts
      const kind = path.replace(/[A-Za-z0-9_-]{22}/, '<board>').replace(/journal-.*/, 'journal');
      return !seen.has(kind) && seen.add(kind);
    });
}
