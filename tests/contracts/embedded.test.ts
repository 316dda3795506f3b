import { join } from 'node:path';
import { open } from 'lmdb';
import { expect } from 'vitest';
import { openFileBlobs } from '../../sync-server/storage/embedded/file-blobs.ts';
import { openLmdbBoardLog } from '../../sync-server/storage/embedded/lmdb-board-log.ts';
import { openLowdbCatalog } from '../../sync-server/storage/embedded/lowdb-catalog.ts';
import { temporaryFolder } from '../helpers/server-in-process.ts';
import { blobsContract } from './blobs.contract.ts';
import { boardLogContract } from './board-log.contract.ts';
import { catalogContract } from './catalog.contract.ts';

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
  return () => openLowdbCatalog(path, ({ fault }) => noWarning(fault), noWarning);
});

blobsContract('files', async () => {
  const path = join(await temporaryFolder(), 'blobs');
  return () => openFileBlobs(path);
});
