import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const TEMP = /\.tmp-\d+-\d+$/;
let count = 0;

/**
 * Writes a file so that a crash leaves either the old one or the new one, whole: a temporary file, fsync, rename, fsync
 * of the folder. Without the last, the new name may be lost in a power cut.
 */
export async function writeDurably(path: string, bytes: Uint8Array | string): Promise<void> {
  count += 1;
  const temp = join(dirname(path), `${basename(path)}.tmp-${process.pid}-${count}`);
  const file = await open(temp, 'wx', 0o600);
  try {
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temp, path);
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Makes a folder that is missing, and its name durable. */
export async function makeFolderDurably(path: string): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode: 0o700 });
  if (made !== undefined) await syncFolder(dirname(path));
}

/** Makes durable what was created, renamed or removed in a folder. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Removes the temporary files that a crash of {@link writeDurably} left in a folder. */
export async function removeTemporaries(path: string): Promise<void> {
  for (const name of await readdir(path)) if (TEMP.test(name)) await rm(join(path, name), { force: true });
}
