/**
 * Copies a data folder while a server writes to it, without that server's help. The copy is consistent because of the
 * order in which the files are read:
 *
 * 1. **Records and the catalogue.** A board's first entry is logged before its record is written, and the bytes of a
 *    snapshot or picture are stored before a record names them. So the later steps find whatever is named here.
 * 2. **The journals, oldest first**, each up to its length at that moment. Entries are appended in order, so this is
 *    all that was saved before, without holes, and perhaps some of what came after. A half-written last entry reads as
 *    it does after a crash. A journal that was removed since the names were listed holds only what is in checkpoints
 *    now.
 * 3. **The checkpoints of boards.** A checkpoint that is newer than the copied journals covers all that they hold of
 *    its board. In the opposite order, an entry could move from a journal to a checkpoint in between and be in neither
 *    copy.
 * 4. **Blobs and templates.** They never change.
 *
 * So every edit that was saved before the backup began is in it. A board that is deleted while the backup runs may be
 * in it without its content.
 */

import { createHash } from 'node:crypto';
import { type FileHandle, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { BlobPieces } from '../checked-blob.ts';
import { CHUNK } from '../chunk.ts';
import { syncFolder } from '../durable-file.ts';
import { DATA_VERSION } from '../folder-version.ts';
import { BackupRefused, MANIFEST, type Manifest, type ManifestEntry } from './manifest.ts';
import { BLOCK, fillOf, fitsIntoTar, tarHeader } from './tar.ts';

/** In the order described above. Files in no row, such as the lock, are of no use in a copy. */
const ORDER: readonly { readonly folder: string; readonly names?: RegExp; readonly deep?: boolean }[] = [
  { folder: 'records' },
  { folder: '', names: /^catalog\.json(\.bak)?$/ },
  { folder: 'log', names: /^journal-/ },
  { folder: 'log/boards' },
  { folder: 'blobs', deep: true },
  { folder: 'templates' },
];
const HALF_WRITTEN = /\.tmp(-\d+-\d+)?$/;
const BLOBS = 'blobs/';

export interface Backup {
  readonly boards: number;
  readonly bytes: number;
  /** Snapshots and pictures that were damaged and were copied as they are, each with what is wrong with it. */
  readonly damaged: readonly string[];
}

/** Writes a backup of the folder to a new file. Throws BackupRefused or the file system's own error. */
export async function writeBackup(dataDir: string, target: string, startedAt: number): Promise<Backup> {
  const dataVersion = await versionOf(dataDir);
  if (await exists(target)) throw new BackupRefused(`${target} exists already: name a new file.`);
  const temp = `${target}.tmp-${process.pid}-0`;
  const file = await open(temp, 'wx', 0o600);
  try {
    const tar = new TarWriter(file, startedAt);
    try {
      await tar.add('version', Buffer.from(`${dataVersion}\n`));
      for (const row of ORDER) {
        // The names of a row are listed only after the row before it has been copied.
        for (const path of await filesOf(dataDir, row)) {
          if (!fitsIntoTar(path)) throw new BackupRefused(`${join(dataDir, path)} has too long a name: shorten it.`);
          await tar.copy(path, join(dataDir, path));
        }
      }
      const manifest: Manifest = { format: 1, dataVersion, startedAt, entries: tar.entries };
      await tar.finish(JSON.stringify(manifest));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temp, target);
    await syncFolder(dirname(target));
    const boards = tar.entries.filter(({ path }) => path.startsWith('records/')).length;
    return { boards, bytes: tar.bytes, damaged: tar.damaged };
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  }
}

async function versionOf(dataDir: string): Promise<string> {
  const found = (await readFile(join(dataDir, 'version'), 'utf8').catch(() => '')).trim();
  if (found === '')
    throw new BackupRefused(`${dataDir} is not a data folder of Veivalg: set DATA_DIR to the one to copy.`);
  if (found !== `${DATA_VERSION}`) {
    throw new BackupRefused(
      `The data folder ${dataDir} has version ${found}, this program knows ${DATA_VERSION}: make the backup with the version of Veivalg that uses the folder.`,
    );
  }
  return found;
}

/** The files of one row, sorted by name; the oldest journal comes first. */
async function filesOf(dataDir: string, { folder, names, deep = false }: (typeof ORDER)[number]): Promise<string[]> {
  const top = join(dataDir, folder);
  const found = await readdir(top, { recursive: deep, withFileTypes: true }).catch(noneIfMissing);
  return found
    .filter(({ name }) => !HALF_WRITTEN.test(name) && (names?.test(name) ?? true))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(dataDir, join(parentPath, name)).split(sep).join('/'))
    .sort();
}

class TarWriter {
  readonly entries: ManifestEntry[] = [];
  readonly damaged: string[] = [];
  bytes = 0;
  readonly #file: FileHandle;
  readonly #at: number;
  readonly #chunk = Buffer.allocUnsafe(CHUNK);

  constructor(file: FileHandle, at: number) {
    this.#file = file;
    this.#at = at;
  }

  async add(path: string, content: Buffer): Promise<void> {
    await this.#write(tarHeader({ path, bytes: content.length }, this.#at));
    await this.#write(content);
    await this.#fill(path, content.length, createHash('sha256').update(content).digest('hex'));
  }

  /** Copies a file up to its present length; leaves it out if it has been removed. */
  async copy(path: string, from: string): Promise<void> {
    const source = await open(from, 'r').catch(nullIfMissing);
    if (source === null) return;
    try {
      const { size } = await source.stat();
      const hash = createHash('sha256');
      const blob = path.startsWith(BLOBS) ? new BlobPieces(path.slice(BLOBS.length)) : null;
      await this.#write(tarHeader({ path, bytes: size }, this.#at));
      for (let left = size; left > 0; ) {
        const { bytesRead } = await source.read(this.#chunk, 0, Math.min(CHUNK, left), size - left);
        // A failed write made the server shorten the journal meanwhile. Zeros read as a half-written entry.
        const part = bytesRead > 0 ? this.#chunk.subarray(0, bytesRead) : Buffer.alloc(Math.min(CHUNK, left));
        hash.update(part);
        blob?.add(part);
        await this.#write(part);
        left -= part.length;
      }
      const fault = blob?.fault() ?? null;
      if (fault !== null) this.damaged.push(`${path} (${fault})`);
      await this.#fill(path, size, hash.digest('hex'));
    } finally {
      await source.close();
    }
  }

  async finish(manifest: string): Promise<void> {
    await this.add(MANIFEST, Buffer.from(manifest));
    await this.#write(Buffer.alloc(2 * BLOCK));
  }

  async #fill(path: string, bytes: number, sha256: string): Promise<void> {
    await this.#write(Buffer.alloc(fillOf(bytes)));
    this.entries.push({ path, bytes, sha256 });
  }

  async #write(bytes: Buffer): Promise<void> {
    for (let from = 0; from < bytes.length; ) {
      from += (await this.#file.write(bytes, from, bytes.length - from)).bytesWritten;
    }
    this.bytes += bytes.length;
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(nullIfMissing)) !== null;
}

function nullIfMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}

function noneIfMissing(error: unknown): [] {
  nullIfMissing(error);
  return [];
}
