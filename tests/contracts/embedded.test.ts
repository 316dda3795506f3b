import { join } from 'node:path';
import { expect } from 'vitest';
import { openFileBlobs } from '../../sync-server/storage/embedded/file-blobs.ts';
import { openJournal } from '../../sync-server/storage/embedded/journal/open-journal.ts';
import { openLowdbCatalog } from '../../sync-server/storage/embedded/lowdb-catalog.ts';
import { changeEntry } from '../helpers/journal-files.ts';
import { temporaryFolder } from '../helpers/server-in-process.ts';
import { blobsContract } from './blobs.contract.ts';
import { boardLogContract } from './board-log.contract.ts';
import { catalogContract } from './catalog.contract.ts';

boardLogContract('journal', async () => {
  const path = join(await temporaryFolder(), 'log');
  return {
    open: () => openJournal(path, { warn: () => undefined }),
    damage: (boardId, seq) =>
      changeEntry(path, boardId, seq, (record) => {
        record[record.length - 1] = (record.at(-1) ?? 0) ^ 1;
        return record;
      }),
    lose: (boardId, seq) => changeEntry(path, boardId, seq, () => Buffer.alloc(0)),
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
