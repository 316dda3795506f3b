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
import { link, readFile, readlink, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

interface Holder {
  readonly pid: number;
  readonly started: string;
  /** Ids of boot and process namespace; only processes with the same can look each other up. */
  readonly host: string;
}

/** The folder is in use by another process. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
}

const TOUCH_MS = 3_000;
const STALE_MS = 10_000;
const LOOK_MS = 250;

/** Takes the lock; returns the function that releases it. `warn` is told what is waited for. Throws FolderInUse. */
export async function lockFolder(folder: string, warn: (sentence: string) => void): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  const me: Holder = { pid: process.pid, started: (await startOf(process.pid)) ?? '', host: await hostId() };
  const text = JSON.stringify(me);
  while (!(await took(path, text))) await removeStale(path, me, warn);
  const touch = setInterval(() => void keepFresh(path, text), TOUCH_MS);
  touch.unref();
  return async () => {
    clearInterval(touch);
    if ((await textOf(path)) === text) await rm(path, { force: true });
  };
}

/** Takes the lock if there is none. Linking a finished file is atomic, so nobody reads a half-written lock. */
async function took(path: string, text: string): Promise<boolean> {
  const mine = `${path}-${randomBytes(6).toString('hex')}`;
  await writeFile(mine, text, { flag: 'wx', mode: 0o600 });
  try {
    return await linked(mine, path);
  } finally {
    await rm(mine, { force: true });
  }
}

/** Shows that the holder lives, and restores a lock that was removed. Other errors of the disk are tried again. */
async function keepFresh(path: string, text: string): Promise<void> {
  try {
    const now = new Date();
    await utimes(path, now, now);
  } catch (error) {
    if (isMissing(error)) await took(path, text).catch(() => false);
  }
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

function readHolder(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'pid' in value ? (value as Holder) : null;
  } catch {
    return null; // not a lock of ours, or damaged by a crash; its age decides
  }
}

/** When a process started, in the kernel's clock ticks; null if there is no such process. */
async function startOf(pid: number): Promise<string | null> {
  try {
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ').at(-1)?.split(' ');
    return fields?.[0] === 'Z' ? null : (fields?.[19] ?? '');
  } catch {
    // A system without /proc: the process id alone must do.
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

async function hostId(): Promise<string> {
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
