import { setTimeout as wait } from 'node:timers/promises';
import type { AppendFile, Disk } from '../../../sync-server/storage/embedded/journal/disk.ts';

/**
 * How a disk fails. `full-after:BYTES`: it takes so many more bytes and then none. `slow-sync:MS`: every write and sync
 * takes so much longer. `read-only`: it refuses every change. `eio`: every write and sync fails. Empty: it works.
 */
export type FaultName = string;

/** A disk that fails as `faultNow` says at each call. */
export function faultyDisk(disk: Disk, faultNow: () => FaultName): Disk {
  const faults = new Faults(faultNow);
  const appendFile = (file: AppendFile): AppendFile => ({
    append: (bytes) => faults.write(bytes, (part) => file.append(part)),
    truncate: (length) => faults.sync(() => file.truncate(length)),
    sync: () => faults.sync(() => file.sync()),
    close: () => file.close(),
  });
  return {
    ...disk,
    makeFolder: (path) => faults.change(() => disk.makeFolder(path)),
    create: async (path) => appendFile(await faults.change(() => disk.create(path))),
    openToAppend: async (path) => appendFile(await faults.change(() => disk.openToAppend(path))),
    writeFile: (path, bytes) => faults.write(bytes, (part) => disk.writeFile(path, part)),
    link: (from, to) => faults.change(() => disk.link(from, to)),
    rename: (from, to) => faults.change(() => disk.rename(from, to)),
    remove: (path) => faults.change(() => disk.remove(path)),
    syncFolder: (path) => faults.sync(() => disk.syncFolder(path)),
  };
}

class Faults {
  readonly #now: () => FaultName;
  #current: FaultName = '';
  #left = 0;

  constructor(now: () => FaultName) {
    this.#now = now;
  }

  async write(bytes: Uint8Array, task: (part: Uint8Array) => Promise<void>): Promise<void> {
    if (this.#read()[0] !== 'full-after') return this.sync(() => task(bytes));
    const part = bytes.subarray(0, this.#left);
    this.#left -= part.length;
    if (part.length > 0) await task(part);
    if (part.length < bytes.length) throw fault('ENOSPC');
  }

  async sync(task: () => Promise<void>): Promise<void> {
    const [name, value] = this.#read();
    if (name === 'eio') throw fault('EIO');
    if (name === 'slow-sync') await wait(Number(value));
    return this.change(task);
  }

  async change<T>(task: () => Promise<T>): Promise<T> {
    if (this.#read()[0] === 'read-only') throw fault('EROFS');
    return task();
  }

  #read(): string[] {
    const found = this.#now().trim();
    const parts = found.split(':');
    if (found !== this.#current && parts[0] === 'full-after') this.#left = Number(parts[1]);
    this.#current = found;
    return parts;
  }
}

function fault(code: string): Error {
  return Object.assign(new Error(`${code}: injected by a test`), { code });
}
