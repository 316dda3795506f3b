/**
 * Keeps a second process out of a data folder.
 *
 * The lock is a file that names its holder: process id, when that process started, and the kernel's names for this
 * boot and this process namespace. A holder that was killed is told from one that lives, so a stale lock heals itself.
 * A holder in another container or on another machine cannot be looked up; it keeps the file's time fresh instead, and
 * a file that has not been touched for a while is stale.
 */
import { randomBytes } from 'node:crypto';
import { link, readFile, readlink, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

interface Holder {
  readonly pid: number;
  readonly started: string;
  readonly place: string;
}

/** The folder is in use by another process. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
}

const TOUCH_MS = 3_000;
const STALE_MS = 10_000;

/** Takes the lock and returns how to let it go. Throws FolderInUse. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  const me: Holder = { pid: process.pid, started: (await startOf(process.pid)) ?? '', place: await place() };
  const text = JSON.stringify(me);
  while (!(await took(path, text))) await removeStale(path, me);
  const touch = setInterval(() => void keepFresh(path, text), TOUCH_MS);
  touch.unref();
  return async () => {
    clearInterval(touch);
    if ((await textOf(path)) === text) await rm(path, { force: true });
  };
}

/** Takes the lock unless there is one. Linking a finished file makes it one step: nobody reads a half-written lock. */
async function took(path: string, text: string): Promise<boolean> {
  const mine = `${path}-${randomBytes(6).toString('hex')}`;
  await writeFile(mine, text, { flag: 'wx', mode: 0o600 });
  try {
    return await linked(mine, path);
  } finally {
    await rm(mine, { force: true });
  }
}

/** Tells that the holder lives, and puts back a lock that somebody has removed. A disk that fails is tried again. */
async function keepFresh(path: string, text: string): Promise<void> {
  try {
    const now = new Date();
    await utimes(path, now, now);
  } catch (error) {
    if (isMissing(error)) await took(path, text).catch(() => false);
  }
}

/** Returns when the lock is gone; throws while its holder lives. */
async function removeStale(path: string, me: Holder): Promise<void> {
  const text = await textOf(path);
  if (text === null) return;
  const holder = readHolder(text);
  if (holder === null || holder.place !== me.place) {
    const untilStale = STALE_MS - (Date.now() - (await touchedAt(path)));
    if (untilStale > 0) await wait(untilStale);
    if (Date.now() - (await touchedAt(path)) < STALE_MS)
      throw new FolderInUse('a process on another machine or in another container');
  } else if ((await startOf(holder.pid)) === holder.started) {
    throw new FolderInUse(`process ${holder.pid}`);
  }
  // Renamed before it is removed: should another process have taken the lock meanwhile, it gets it back.
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

async function touchedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

function readHolder(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'pid' in value ? (value as Holder) : null;
  } catch {
    return null; // not ours, or from before a crash; its age decides
  }
}

/** When a process started, in the kernel's ticks; null where there is no such process. */
async function startOf(pid: number): Promise<string | null> {
  try {
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ').at(-1)?.split(' ');
    return fields?.[0] === 'Z' ? null : (fields?.[19] ?? '');
  } catch {
    // No /proc: another system, where the process id alone must do.
    return process.platform !== 'linux' && lives(pid) ? '' : null;
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function place(): Promise<string> {
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    return `${boot} ${await readlink('/proc/self/ns/pid')}`;
  } catch {
    return hostname(); // another system than Linux
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
