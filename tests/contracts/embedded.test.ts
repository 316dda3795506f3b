import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { open } from 'lmdb';
import { expect, test } from 'vitest';
import type { BoardId } from '#board/ids';
import { type BoardRecord, CatalogCorrupt } from '../../sync-server/storage/catalog.ts';
import { openFileBlobs } from '../../sync-server/storage/embedded/file-blobs.ts';
import { openLmdbBoardLog } from '../../sync-server/storage/embedded/lmdb-board-log.ts';
import { openLowdbCatalog } from '../../sync-server/storage/embedded/lowdb-catalog.ts';
import { temporaryFolder } from '../helpers/server-in-process.ts';
import { boardLogContract } from './board-log.contract.ts';

boardLogContract('lmdb', async () => {
  const path = join(await temporaryFolder(), 'log');
  const inside = async (change: (db: ReturnType<typeof open<Buffer>>) => Promise<unknown>) => {
    const db = open<Buffer>({ path, encoding: 'binary', overlappingSync: false, noSubdir: false });
    await change(db);
    await db.close();
  };
  return {
    open: () => openLmdbBoardLog(path),
    damage: (boardId, seq) =>
      inside((db) => {
        const value = Buffer.from(db.get([boardId, seq]) ?? []);
        value[value.length - 1] = (value.at(-1) ?? 0) ^ 1;
        return db.put([boardId, seq], value);
      }),
    lose: (boardId, seq) => inside((db) => db.remove([boardId, seq])),
  };
});

const record = (name: string): BoardRecord => ({
  id: `${name}-aaaaaaaaaaaaaaaa` as BoardId,
  templates: [],
  createdAt: 1,
  invites: { facilitator: null, participant: null, viewer: null },
  snapshots: [],
  images: [],
  deletedAt: null,
});
const noWarning = (sentence: string) => expect.unreachable(sentence);

test('catalog: records are there after a reopening, changes made at once all hold', async () => {
  const path = join(await temporaryFolder(), 'catalog.json');
  const catalog = await openLowdbCatalog(path, noWarning);
  const a = record('a');
  expect(await catalog.get(a.id)).toBeNull();
  await Promise.all([catalog.add(a), catalog.add(record('b'))]);
  const change = (image: string) => catalog.change(a.id, (one) => ({ ...one, images: [...one.images, image] }));
  await Promise.all(['x', 'y', 'z'].map(change));
  expect(await catalog.change('none-aaaaaaaaaaaaaaaa' as BoardId, (one) => one)).toBeNull();
  await catalog.close();
  const again = await openLowdbCatalog(path, noWarning);
  expect((await again.get(a.id))?.images).toEqual(['x', 'y', 'z']);
  expect(await again.list()).toHaveLength(2);
  expect(await again.get('__proto__' as BoardId)).toBeNull();
});

test('catalog: the previous generation is used wherever the file was cut, and both damaged are refused untouched', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'catalog.json');
  const catalog = await openLowdbCatalog(path, noWarning);
  await catalog.add(record('a'));
  await catalog.add(record('b'));
  await catalog.close();
  const whole = await readFile(path);
  for (let cut = 0; cut < whole.length; cut += Math.ceil(whole.length / 20)) {
    await writeFile(path, whole);
    await truncate(path, cut);
    const warnings: string[] = [];
    const opened = await openLowdbCatalog(path, (sentence) => warnings.push(sentence));
    expect((await opened.list()).map(({ id }) => id)).toEqual([record('a').id]);
    expect(warnings).toHaveLength(1);
  }
  await writeFile(`${path}.bak`, 'nonsense');
  await writeFile(join(folder, 'catalog.json.tmp-1-1'), 'left by a crash');
  await expect(openLowdbCatalog(path, noWarning)).rejects.toBeInstanceOf(CatalogCorrupt);
  expect((await readdir(folder)).filter((name) => name.includes('.tmp-'))).toEqual([]);
  expect(await readFile(`${path}.bak`, 'utf8')).toBe('nonsense');
});

test('blobs: bytes come back, what is not there is null, ids that are no file names are refused', async () => {
  const blobs = await openFileBlobs(join(await temporaryFolder(), 'blobs'));
  const board = record('a').id;
  await blobs.put(board, 'one', new Uint8Array([1, 2, 3]));
  await blobs.put(board, 'two', new Uint8Array([4]));
  expect([...((await blobs.get(board, 'one')) ?? [])]).toEqual([1, 2, 3]);
  expect(await blobs.get(board, 'three')).toBeNull();
  await blobs.delete(board, 'one');
  expect(await blobs.get(board, 'one')).toBeNull();
  await blobs.deleteAll(board);
  expect(await blobs.get(board, 'two')).toBeNull();
  await expect(blobs.get(board, '../../etc/passwd')).rejects.toThrow();
});
