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
  const unlock = await lockFolder(dataDir);
  const lock = join(dataDir, 'lock');
  const text = await readFile(lock, 'utf8');
  await rm(lock);
  await expect.poll(() => readFile(lock, 'utf8').catch(() => ''), { timeout: 20_000 }).toBe(text);
  await expect(lockFolder(dataDir)).rejects.toThrow(`process ${process.pid}`);
  await unlock();
  await writeFile(lock, '');
  const before = new Date(Date.now() - 11_000);
  await utimes(lock, before, before);
  const again = await lockFolder(dataDir);
  await again();
  expect(await readdir(dataDir)).toEqual([]);
});
