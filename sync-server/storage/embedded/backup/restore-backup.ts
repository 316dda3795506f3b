import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CHUNK } from '../chunk.ts';
import { makeFolderDurably, syncFolder } from '../durable-file.ts';
import { DATA_VERSION } from '../folder-version.ts';
import { markRestored } from '../restored-at.ts';
import { BackupRefused, MANIFEST, type Manifest, type ManifestEntry, readManifest } from './manifest.ts';
import { BLOCK, fillOf, readTarHeader } from './tar.ts';

const MOST_MANIFEST_BYTES = 256 * 1024 * 1024;
/** The paths that a backup may hold: those of a data folder, and none that leads out of it. */
const PATH = /^(version|catalog\.json(\.bak)?|(records|log|blobs|templates)(\/[^/\0]+)+)$/;

/**
 * Makes a data folder from a backup. Everything is unpacked beside the folder and checked against the manifest's sums,
 * then put in place by one rename: there is the whole folder or none. Throws BackupRefused or the file system's error.
 */
export async function restoreBackup(source: string, dataDir: string): Promise<{ readonly boards: number }> {
  const target = resolve(dataDir);
  if (!(await isFree(target))) {
    throw new BackupRefused(
      `The data folder ${dataDir} is not empty: stop the server, move the folder away, or set DATA_DIR to another.`,
    );
  }
  const file = await open(source, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new BackupRefused(`There is no file ${source}.`);
    throw error;
  });
  const beside = `${target}.restoring`;
  try {
    await rm(beside, { recursive: true, force: true });
    await makeFolderDurably(dirname(target));
    await mkdir(beside, { mode: 0o700 });
    const { entries, manifest } = await unpack(new TarReader(file, source), beside, source);
    check(entries, manifest, source);
    await syncFolders(beside);
    await putInPlace(beside, target, dataDir);
    return { boards: entries.filter(({ path }) => path.startsWith('records/')).length };
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** Whether the folder is missing or empty. */
async function isFree(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).length === 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return true;
    throw error;
  }
}

async function unpack(tar: TarReader, into: string, source: string) {
  const entries: ManifestEntry[] = [];
  for (let entry = await tar.next(); entry !== null; entry = await tar.next()) {
    if (entry.path === MANIFEST) {
      const manifest = entry.bytes <= MOST_MANIFEST_BYTES ? readManifest(await tar.text(entry.bytes)) : null;
      if (manifest === null) throw new BackupRefused(`${source} is damaged: its list of contents cannot be read.`);
      return { entries, manifest };
    }
    if (!PATH.test(entry.path) || entry.path.split('/').some((part) => part === '.' || part === '..')) {
      throw new BackupRefused(`${source} is not a backup of Veivalg: it holds ${JSON.stringify(entry.path)}.`);
    }
    const path = join(into, entry.path);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    entries.push({ ...entry, sha256: await tar.save(path, entry.bytes) });
  }
  throw new BackupRefused(`${source} is damaged: it is too short.`);
}

function check(entries: readonly ManifestEntry[], manifest: Manifest, source: string): void {
  if (Number(manifest.dataVersion) > DATA_VERSION) {
    throw new BackupRefused(
      `${source} holds a data folder of version ${manifest.dataVersion}, this program knows ${DATA_VERSION}: restore it with the version of Veivalg that made it.`,
    );
  }
  const found = new Map(entries.map((entry) => [entry.path, entry]));
  for (const { path, bytes, sha256 } of manifest.entries) {
    const entry = found.get(path);
    if (entry?.bytes !== bytes || entry.sha256 !== sha256) {
      throw new BackupRefused(`${source} is damaged: ${path} differs from what was copied.`);
    }
  }
  if (found.size !== manifest.entries.length)
    throw new BackupRefused(`${source} is damaged: it holds more than it should.`);
}

async function syncFolders(path: string): Promise<void> {
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) await syncFolder(join(entry.parentPath, entry.name));
  }
  await syncFolder(path);
}

async function putInPlace(beside: string, target: string, dataDir: string): Promise<void> {
  try {
    await rmdir(target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await markRestored(beside, Date.now());
    await rename(beside, target);
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      ['EBUSY', 'EXDEV', 'ENOTEMPTY', 'EEXIST'].includes(`${error.code}`)
    ) {
      throw new BackupRefused(
        `The data folder ${dataDir} cannot be put in place (${String(error.code)}): a file system may be mounted there, or another program uses it. Set DATA_DIR to a folder that does not exist yet.`,
      );
    }
    throw error;
  }
  await syncFolder(dirname(target));
}

class TarReader {
  readonly #file: FileHandle;
  readonly #source: string;
  readonly #chunk = Buffer.allocUnsafe(CHUNK);
  #at = 0;

  constructor(file: FileHandle, source: string) {
    this.#file = file;
    this.#source = source;
  }

  /** The header of the next entry, whose content must be read next; null at the end. */
  async next(): Promise<{ path: string; bytes: number } | null> {
    const header = readTarHeader(await this.#read(BLOCK));
    if (header === null) {
      throw new BackupRefused(
        this.#at === BLOCK
          ? `${this.#source} is not a backup of Veivalg.`
          : `${this.#source} is damaged: it cannot be read to its end.`,
      );
    }
    return header === 'end' ? null : header;
  }

  /** Writes the content to a new file, durably; returns its SHA-256. */
  async save(path: string, bytes: number): Promise<string> {
    const hash = createHash('sha256');
    const file = await open(path, 'wx', 0o600);
    try {
      for (let left = bytes; left > 0; ) {
        const part = await this.#read(Math.min(CHUNK, left));
        hash.update(part);
        await file.writeFile(part);
        left -= part.length;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    this.#at += fillOf(bytes);
    return hash.digest('hex');
  }

  async text(bytes: number): Promise<string> {
    const parts: Buffer[] = [];
    for (let left = bytes; left > 0; ) {
      const part = Buffer.from(await this.#read(Math.min(CHUNK, left)));
      parts.push(part);
      left -= part.length;
    }
    return Buffer.concat(parts).toString('utf8');
  }

  /** The next `bytes` bytes, valid until the next call. */
  async #read(bytes: number): Promise<Buffer> {
    for (let filled = 0; filled < bytes; ) {
      const { bytesRead } = await this.#file.read(this.#chunk, filled, bytes - filled, this.#at + filled);
      if (bytesRead === 0) {
        throw new BackupRefused(
          this.#at === 0
            ? `${this.#source} is not a backup of Veivalg.`
            : `${this.#source} is damaged: it is too short.`,
        );
      }
      filled += bytesRead;
    }
    this.#at += bytes;
    return this.#chunk.subarray(0, bytes);
  }
}
