/**
 * Reliability row 12: a second server is started on a data folder that is in use, and a holder of the lock is killed.
 * Asserts that the second says why and changes nothing, that the first loses nothing, and that a dead holder's lock is
 * taken over.
 */
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockFolder } from '../../sync-server/storage/embedded/folder-lock.ts';
import { rounds } from '../helpers/rounds.ts';
import { call, createBoard, type TestBoard, temporaryFolder } from '../helpers/server-in-process.ts';
import { startServer, tryStartServer } from '../helpers/server-process.ts';

const ROUNDS = rounds(5, 20);

test('row 12: a second process is refused while the first runs, and the lock of a killed one is taken over', {
  timeout: ROUNDS * 20_000,
}, async () => {
  const dataDir = await temporaryFolder();
  const boards: TestBoard[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const first = await startServer(dataDir, { LIMIT_BOARDS_PER_HOUR: '1000000' });
    const second = tryStartServer(dataDir);
    let refused = false;
    const creating = (async () => {
      while (!refused) boards.push(await createBoard(first.url));
    })();
    const refusal = await second;
    refused = true;
    await creating;
    if (!('sentence' in refusal)) {
      await refusal.end('SIGKILL');
      throw new Error('a second server started on a folder in use');
    }
    expect(refusal.code).toBe(1);
    expect(refusal.sentence).toBe(
      `The data folder ${dataDir} is in use by process ${first.process.pid}: stop that server, or give this one another DATA_DIR.`,
    );
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    await first.end('SIGKILL');
  }
  const last = await startServer(dataDir);
  for (const board of boards) {
    expect((await call(`${last.url}/api/boards/${board.id}/snapshots`, board.viewer)).status).toBe(200);
  }
  expect(await last.end('SIGTERM')).toBe(0);
  expect((await readdir(dataDir)).filter((name) => name.startsWith('lock'))).toEqual([]);
  expect(boards.length).toBeGreaterThan(ROUNDS);
  console.info(`second processes refused ${ROUNDS}, boards made meanwhile ${boards.length}, lost 0`);
});

test('row 12: a removed lock is restored by its holder, and an emptied one becomes stale', {
  timeout: 60_000,
}, async () => {
  const dataDir = await temporaryFolder();
  const unlock = await lockFolder(dataDir, () => undefined);
  const lock = join(dataDir, 'lock');
  const text = await readFile(lock, 'utf8');
  await rm(lock);
  await expect.poll(() => readFile(lock, 'utf8').catch(() => ''), { timeout: 20_000 }).toBe(text);
  await expect(lockFolder(dataDir, () => undefined)).rejects.toThrow(`process ${process.pid}`);
  await unlock();
  await writeFile(lock, '');
  const again = await lockFolder(dataDir, () => undefined);
  await again();
  expect(await readdir(dataDir)).toEqual([]);
});

const HOUR = 3_600_000;

test.each([
  { what: 'an hour in the future, as after the clock was set back', by: HOUR },
  { what: 'of now', by: 0 },
  { what: 'an hour old', by: -HOUR },
])(
  'row 12: a lock of another boot whose time is $what is taken over after a wait that is announced',
  {
    timeout: 60_000,
  },
  async ({ by }) => {
    const dataDir = await temporaryFolder();
    await leaveForeignLock(dataDir, by);
    const start = performance.now();
    const server = await startServer(dataDir, { LOG_LEVEL: 'warn' });
    const ms = performance.now() - start;
    expect(server.log()).toContain(`waiting for at most 10 s: ${join(dataDir, 'lock')} was left by a process`);
    expect(await server.end('SIGTERM')).toBe(0);
    expect(ms).toBeLessThan(25_000);
    console.info(`a foreign lock ${by / HOUR} h off was taken over after ${(ms / 1000).toFixed(1)} s`);
  },
);

test('row 12: a lock whose holder cannot be looked up is not taken while it is touched, whatever its time', {
  timeout: 60_000,
}, async () => {
  const dataDir = await temporaryFolder();
  for (const by of [-HOUR, 0, HOUR]) {
    await leaveForeignLock(dataDir, by);
    let touches = 0;
    const touching = setInterval(() => {
      touches += 1;
      const then = new Date(Date.now() + by + touches);
      void utimes(join(dataDir, 'lock'), then, then);
    }, 1_000);
    const refused = await tryStartServer(dataDir);
    clearInterval(touching);
    expect('sentence' in refused && refused.sentence).toContain('a process on another machine or in another container');
  }
});

/** A lock as a server of another boot or container leaves it, whose time is `by` ms off. */
async function leaveForeignLock(dataDir: string, by: number): Promise<void> {
  const lock = join(dataDir, 'lock');
  await writeFile(lock, JSON.stringify({ pid: process.pid, started: '1', host: 'another boot' }));
  const then = new Date(Date.now() + by);
  await utimes(lock, then, then);
}
