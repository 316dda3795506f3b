import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import type { Damage } from '../damage.ts';
import type { Storage } from '../storage.ts';
import { makeFolderDurably, removeTemporaries } from './durable-file.ts';
import { openFileBlobs } from './file-blobs.ts';
import { lockFolder } from './folder-lock.ts';
import { bringUpToDate, FOLDER_STEPS, type FolderStep, readFolderVersion } from './folder-version.ts';
import type { FailPoint } from './journal/fail-points.ts';
import { type JournalOptions, openJournal } from './journal/open-journal.ts';
import { type BlobReport, checkBlobs, knowingBlobs } from './known-blobs.ts';
import { knowingBoards, lacksJournal } from './known-boards.ts';
import { openLowdbCatalog } from './lowdb-catalog.ts';
import { readRestoredAt } from './restored-at.ts';
import { WorkMarksFile } from './work-marks-file.ts';

/** The server's log names the boards concerned; /readyz is public and does not. */
const LOG_DAMAGE: Damage = { store: 'log', file: 'log', fault: 'a part of it cannot be read' };

export interface DataFolderOptions extends Pick<JournalOptions, 'disk'> {
  /** Steps to newer versions of the folder, instead of this program's own. */
  readonly steps?: readonly FolderStep[];
  /** Called between two changes of the disk; a test may kill the process there. */
  readonly failPoint?: FailPoint;
}

/**
 * Opens a data folder: makes it if it is missing, locks it against other processes and brings it up to date. Throws
 * FolderInUse, FolderVersionUnknown, UpgradeFailed, CatalogCorrupt, or the file system's own error.
 */
export async function openDataFolder(
  path: string,
  warn: (sentence: string) => void,
  { disk, failPoint = () => undefined, steps = FOLDER_STEPS }: DataFolderOptions = {},
): Promise<Storage> {
  await makeFolderDurably(path);
  await access(path, constants.W_OK | constants.R_OK | constants.X_OK);
  const unlock = await lockFolder(path, warn);
  try {
    const damages: Damage[] = [];
    const damaged = (damage: Damage) => {
      if (!damages.some(({ file }) => file === damage.file)) damages.push(damage);
      warn(`${damage.file} is damaged (${damage.fault}); another copy is used if there is one`);
    };
    const version = await readFolderVersion(path, steps, damaged);
    await removeTemporaries(path);
    await bringUpToDate(version, steps, { path, failPoint, warn });
    const catalog = await openLowdbCatalog(join(path, 'catalog.json'), damaged, warn);
    const blobs = knowingBlobs(await openFileBlobs(join(path, 'blobs')), catalog, blobReport(damages, warn));
    const logDamaged = (sentence: string) => {
      if (!damages.includes(LOG_DAMAGE)) damages.push(LOG_DAMAGE);
      warn(sentence);
    };
    const folder = join(path, 'log');
    if (await lacksJournal(folder, catalog)) {
      logDamaged(`${folder} holds no journal: unless it is put back, the boards lack what was saved last`);
    }
    const journal = await openJournal(folder, {
      ...(disk === undefined ? {} : { disk }),
      failPoint,
      warn,
      damaged: logDamaged,
    });
    const log = knowingBoards(journal, catalog, logDamaged);
    const boards = new Set((await catalog.list()).filter(({ deletedAt }) => deletedAt === null).map(({ id }) => id));
    const report = (damage: Damage) => void damages.push(damage);
    const marks = new WorkMarksFile(join(path, 'working'), (boardId) => boards.has(boardId), report, warn);
    const stopChecking = checkBlobs(blobs, catalog, warn);
    const close = async () => {
      await stopChecking();
      await catalog.close();
      await log.close();
      marks.close();
      await unlock();
    };
    return { log, catalog, blobs, damages, marks, restoredAt: await readRestoredAt(path), close };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Adds damaged snapshots and pictures to the damages, once each, and takes those away that were deleted. */
function blobReport(damages: Damage[], warn: (sentence: string) => void): BlobReport {
  return {
    damaged: ({ boardId, blobId, fault }) => {
      const file = `blobs/${boardId}/${blobId}`;
      if (damages.some((damage) => damage.file === file)) return;
      damages.push({ store: 'blobs', file, fault });
      warn(`${file} is damaged (${fault}); it is not handed out. Put it back from a backup`);
    },
    removed: (boardId, blobId) => {
      const of = `blobs/${boardId}/${blobId ?? ''}`;
      const left = damages.filter(({ file }) => (blobId === null ? !file.startsWith(of) : file !== of));
      damages.splice(0, damages.length, ...left);
    },
  };
}
