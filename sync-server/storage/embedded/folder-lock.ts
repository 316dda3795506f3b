/**
 * Keeps a second process out of a data folder.
 *
 * The lock is a file that names its holder: the process id, when that process started, and the kernel's ids of this
 * boot and this process namespace. With these, a killed holder is known from a living one, and its lock is removed. A
 * holder in another container, on another machine or from before a restart of this one cannot be looked up. A living
 * one touches the file again and again, so a file that is not touched while it is watched for {@link STALE_MS} is stale.
 * How old the file says it is does not count: clocks are set, and differ between machines.
 */
import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isFull } from '../full-disk.ts';
import { type Holder, hostId, readHolder, startOf } from './lock-holder.ts';

/** The folder is in use by another process. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
}

const TOUCH_MS = 3_000;
const STALE_MS = 10_000;
const LOOK_MS = 250;

/** What this process puts into the lock. */
interface Mine {
  readonly text: string;
  /** What is in the file: less than the text if the disk was full. */
  held: string;
}

/**
 * Takes the lock; returns the function that releases it. `warn` gets a sentence about what it waits for. On a full disk the lock is
 * an empty file, which a second process can only watch; the text follows when there is room. Throws FolderInUse.
 */
export async function lockFolder(folder: string, warn: (sentence: string) => void): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  const me: Holder = { pid: process.pid, started: (await startOf(process.pid)) ?? '', host: await hostId() };
  const mine: Mine = { text: JSON.stringify(me), held: '' };
  while (!(await took(path, mine))) await removeStale(path, me, warn);
  if (mine.held !== mine.text) warn(`the disk that holds ${folder} is full: boards can be read, nothing can be saved`);
  let fresh = Promise.resolve();
  const touch = setInterval(() => {
    fresh = keepFresh(path, mine);
  }, TOUCH_MS);
  touch.unref();
  return async () => {
    clearInterval(touch);
    await fresh;
    if ((await textOf(path)) === mine.held) await rm(path, { force: true });
  };
}

/** Takes the lock if there is none. Linking a finished file is atomic, so nobody reads a half-written lock. */
async function took(path: string, mine: Mine): Promise<boolean> {
  return withFile(path, mine.text, async (file) => {
    const held = (await textOf(file)) ?? '';
    if (!(await linked(file, path))) return false;
    mine.held = held;
    return true;
  });
}

/** Calls `use` with a new file that holds the text, or as much of it as a full disk took. The file is then removed. */
async function withFile<T>(path: string, text: string, use: (file: string) => Promise<T>): Promise<T> {
  const file = `${path}-${randomBytes(6).toString('hex')}`;
  try {
    try {
      await writeFile(file, text, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if (!isFull(error) || (await textOf(file)) === null) throw error;
    }
    return await use(file);
  } finally {
    await rm(file, { force: true });
  }
}

/** Shows that the holder lives, and restores a lock that was removed. Other errors of the disk are tried again. */
async function keepFresh(path: string, mine: Mine): Promise<void> {
  try {
    const now = new Date();
    await utimes(path, now, now);
    if (mine.held !== mine.text) await complete(path, mine);
  } catch (error) {
    if (isMissing(error)) await took(path, mine).catch(() => false);
  }
}

/** Puts the whole text in place once there is room for it. */
async function complete(path: string, mine: Mine): Promise<void> {
  await withFile(path, mine.text, async (file) => {
    if ((await textOf(file)) !== mine.text || (await textOf(path)) !== mine.held) return;
    await rename(file, path);
    mine.held = mine.text;
  });
}

/** Removes a stale lock. Throws FolderInUse if its holder lives. */
async function removeStale(path: string, me: Holder, warn: (sentence: string) => void): Promise<void> {
  const text = await textOf(path);
  if (text === null) return;
  const holder = readHolder(text);
  if (holder === null || holder.host !== me.host) {
    warn(
      `waiting for at most ${STALE_MS / 1000} s: ${path} was left by a process on another machine, in another container or from before a restart, and if that does not touch the file until then, it has ended`,
    );
    if (await isTouched(path)) throw new FolderInUse('a process on another machine or in another container');
  } else if ((await startOf(holder.pid)) === holder.started) {
    throw new FolderInUse(`process ${holder.pid}`);
  }
  // Renamed before it is removed: if another process has taken the lock meanwhile, it is linked back.
  const aside = `${path}-${randomBytes(6).toString('hex')}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  if ((await textOf(aside)) !== text) await linked(aside, path);
  await rm(aside, { force: true });
}

/** Watches the lock for {@link STALE_MS}. Returns whether it was touched. */
async function isTouched(path: string): Promise<boolean> {
  const before = await touchedAt(path);
  for (const start = performance.now(); performance.now() - start < STALE_MS; ) {
    await wait(LOOK_MS);
    const now = await touchedAt(path);
    if (now !== before) return now !== null;
  }
  return false;
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** The file's time, or null if there is no file. */
async function touchedAt(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
