import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Blobs } from '../blobs.ts';
import type { BoardLog } from '../board-log.ts';
import type { Catalog } from '../catalog.ts';
import type { Damage } from '../damage.ts';
import { makeFolderDurably, removeTemporaries, writeDurably } from './durable-file.ts';
import { openFileBlobs } from './file-blobs.ts';
import { lockFolder } from './folder-lock.ts';
import { type JournalOptions, openJournal } from './journal/journal-board-log.ts';
import { openLowdbCatalog } from './lowdb-catalog.ts';

/** What a data folder holds, ready for use. */
export interface Storage {
  readonly log: BoardLog;
  readonly catalog: Catalog;
  readonly blobs: Blobs;
  /** What was found damaged when the folder was opened; all else is served. */
  readonly damages: readonly Damage[];
  /** Waits for writes under way and lets the folder go. */
  close(): Promise<void>;
}

/** The folder was written by another version of this program. Nothing was changed. */
export class FolderVersionUnknown extends Error {
  override readonly name = 'FolderVersionUnknown';
}

/** Raise it with a migration when files in the folder change their meaning. */
const DATA_VERSION = '2';

/**
 * Opens a data folder, makes it where it is missing and keeps other processes out.
 * Throws FolderInUse, FolderVersionUnknown, CatalogCorrupt, or the file system's own error.
 */
export async function openDataFolder(
  path: string,
  warn: (sentence: string) => void,
  journal: Partial<Omit<JournalOptions, 'warn'>> = {},
): Promise<Storage> {
  await makeFolderDurably(path);
  await access(path, constants.W_OK | constants.R_OK | constants.X_OK);
  const unlock = await lockFolder(path);
  try {
    await removeTemporaries(path);
    await checkVersion(join(path, 'version'));
    const damages: Damage[] = [];
    const damaged = (damage: Damage) => {
      damages.push(damage);
      warn(`${damage.file} is damaged (${damage.fault}); another copy is used where there is one`);
    };
    const catalog = await openLowdbCatalog(join(path, 'catalog.json'), damaged, warn);
    const blobs = await openFileBlobs(join(path, 'blobs'));
    const log = await openJournal(join(path, 'log'), {
      ...journal,
      warn,
    });
    const close = async () => {
      await catalog.close();
      await log.close();
      await unlock();
    };
    return { log, catalog, blobs, damages, close };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function checkVersion(path: string): Promise<void> {
  let found: string;
  try {
    found = (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    await writeDurably(path, `${DATA_VERSION}\n`);
    return;
  }
  if (found !== DATA_VERSION)
    throw new FolderVersionUnknown(`it has version ${found}, this server knows ${DATA_VERSION}`);
}
