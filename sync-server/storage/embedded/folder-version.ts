/**
 * The version of a data folder, a number in its file `version`. A folder of an older version is brought up to this
 * one, step by step; one of a newer version is refused untouched.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Damage } from '../damage.ts';
import { writeDurably } from './durable-file.ts';
import { lmdbToJournal } from './migrations/lmdb-to-journal.ts';
import type { MigrationParts } from './migrations/migration-parts.ts';

/** Raise it with a step in `migrations/` when files in the folder change their meaning, and keep a fixture of the last. */
export const DATA_VERSION = '2';

/** The folder was written by a newer version of this program. Nothing was changed. */
export class FolderVersionUnknown extends Error {
  override readonly name = 'FolderVersionUnknown';
}

/**
 * From the version that is the key to the next. Each can be killed at any point: started again, it goes on or begins
 * anew. The version is raised when it has ended.
 */
const STEPS: Readonly<Record<string, (parts: MigrationParts) => Promise<void>>> = { 1: lmdbToJournal };

/** The folder's version as it is before anything is changed. Throws FolderVersionUnknown. */
export async function readFolderVersion(path: string, damaged: (damage: Damage) => void): Promise<string> {
  const names = await readdir(path);
  const text = names.includes('version') ? (await readFile(join(path, 'version'), 'utf8')).trim() : null;
  if (text !== null && /^[1-9]\d{0,8}$/.test(text)) {
    if (Number(text) > Number(DATA_VERSION)) {
      throw new FolderVersionUnknown(`it has version ${text}, this server knows ${DATA_VERSION}`);
    }
    return text;
  }
  const isOld =
    names.includes('log-v2') || (await readdir(join(path, 'log')).catch((): string[] => [])).includes('data.mdb');
  if (names.some((name) => ['catalog.json', 'records', 'log'].includes(name))) {
    const fault = text === null ? 'it is missing' : 'it holds no version';
    damaged({ store: 'version', file: 'version', fault });
  }
  return isOld ? '1' : DATA_VERSION;
}

/** Takes every step from the version found to this program's. */
export async function bringUpToDate(found: string, parts: MigrationParts): Promise<void> {
  const path = join(parts.path, 'version');
  for (let version = Number(found); version < Number(DATA_VERSION); version++) {
    parts.tell(`the data folder is being brought from version ${version} to version ${version + 1}`);
    await STEPS[version]?.(parts);
    parts.failPoint('upgrade.beforeVersion');
    await writeDurably(path, `${version + 1}\n`);
  }
  const written = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (written !== DATA_VERSION) await writeDurably(path, `${DATA_VERSION}\n`);
}
