import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { open } from 'lmdb';
import { expect, test } from 'vitest';
import { CatalogCorrupt } from '../../sync-server/storage/catalog.ts';
import { openFileBlobs } from '../../sync-server/storage/embedded/file-blobs.ts';
import { openLmdbBoardLog } from '../../sync-server/storage/embedded/lmdb-board-log.ts';
import { openLowdbCatalog } from '../../sync-server/storage/embedded/lowdb-catalog.ts';
import { temporaryFolder } from '../helpers/server-in-process.ts';
import { blobsContract } from './blobs.contract.ts';
import { boardLogContract } from './board-log.contract.ts';
import { catalogContract, record } from './catalog.contract.ts';

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

const noWarning = (sentence: string) => expect.unreachable(sentence);

catalogContract('lowdb', async () => {
  const path = join(await temporaryFolder(), 'catalog.json');
  return () => openLowdbCatalog(path, noWarning);
});

blobsContract('files', async () => {
  const path = join(await temporaryFolder(), 'blobs');
  return () => openFileBlobs(path);
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
