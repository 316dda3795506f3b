import { close, constants, fstat, fsync, ftruncate, open, read, write } from 'node:fs';
import { access, link, open as openFile, readdir, readFile, rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { makeFolderDurably, syncFolder } from '../durable-file.ts';

/** A file that is only written at its end. */
export interface AppendFile {
  /** Resolves when the bytes and the file's new length are on disk. */
  append(bytes: Uint8Array): Promise<void>;
  /** Shortens the file; resolves when that is on disk. */
  truncate(length: number): Promise<void>;
  /** Resolves when everything that was written before, also by another process, is on disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface ReadFile {
  readonly size: number;
  /** Fills `into` with the bytes from `position` on; returns how many there were. */
  read(into: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

/**
 * What the journal needs of a file system. Tests replace it by one that fails, is slow, or loses what was not synced.
 * A created, renamed or removed name is on disk only after {@link syncFolder}.
 */
export interface Disk {
  /** Makes the folder if it is missing, durably. */
  makeFolder(path: string): Promise<void>;
  /** Makes a file; throws if it exists. */
  create(path: string): Promise<AppendFile>;
  openToAppend(path: string): Promise<AppendFile>;
  openToRead(path: string): Promise<ReadFile>;
  /** The whole file, or null if there is none. */
  readFile(path: string): Promise<Buffer | null>;
  exists(path: string): Promise<boolean>;
  /** Writes or overwrites a file; resolves when its bytes are on disk. */
  writeFile(path: string, bytes: Uint8Array): Promise<void>;
  /** Gives a file a second name. */
  link(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, if there is one. */
  remove(path: string): Promise<void>;
  list(path: string): Promise<string[]>;
  syncFolder(path: string): Promise<void>;
}

const MODE = 0o600;
const { O_APPEND, O_CREAT, O_DSYNC, O_EXCL, O_RDONLY, O_WRONLY } = constants;

const opened = promisify(open);
const closed = promisify(close);
const truncated = promisify(ftruncate);
const synced = promisify(fsync);
const stats = promisify(fstat);

/** The machine's own file system. */
export const realDisk: Disk = {
  makeFolder: makeFolderDurably,
  create: async (path) => new DsyncFile(await opened(path, O_WRONLY | O_APPEND | O_DSYNC | O_CREAT | O_EXCL, MODE)),
  openToAppend: async (path) => new DsyncFile(await opened(path, O_WRONLY | O_APPEND | O_DSYNC)),
  openToRead: async (path) => {
    const descriptor = await opened(path, O_RDONLY);
    const { size } = await stats(descriptor);
    return {
      size,
      read: (into, position) => filled(descriptor, into, position),
      close: () => closed(descriptor),
    };
  },
  readFile: async (path) => {
    try {
      return await readFile(path);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  },
  exists: async (path) => {
    try {
      await access(path);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
      throw error;
    }
  },
  writeFile: async (path, bytes) => {
    const file = await openFile(path, 'w', MODE);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  link,
  rename,
  remove: (path) => rm(path, { force: true }),
  list: (path) => readdir(path),
  syncFolder,
};

/** A board is loaded with many small reads. With callbacks instead of node:fs/promises each takes half as long. */
function filled(descriptor: number, into: Uint8Array, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const from = (start: number) => {
      read(descriptor, into, start, into.length - start, position + start, (error, count) => {
        if (error !== null) reject(error);
        else if (count === 0 || start + count === into.length) resolve(start + count);
        else from(start + count);
      });
    };
    from(0);
  });
}

/** With O_DSYNC a write returns when it is on disk, so a commit makes one trip to another thread instead of two. */
class DsyncFile implements AppendFile {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  append(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const from = (start: number) => {
        write(this.#descriptor, bytes, start, bytes.length - start, null, (error, written) => {
          if (error !== null) reject(error);
          else if (start + written === bytes.length) resolve();
          else if (written === 0) reject(new Error('the disk took no bytes'));
          else from(start + written);
        });
      };
      from(0);
    });
  }

  async truncate(length: number): Promise<void> {
    await truncated(this.#descriptor, length);
    await synced(this.#descriptor);
  }

  sync(): Promise<void> {
    return synced(this.#descriptor);
  }

  close(): Promise<void> {
    return closed(this.#descriptor);
  }
}
