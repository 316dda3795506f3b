import { dirname } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { AppendFile, Disk, ReadFile } from '../../sync-server/storage/embedded/journal/disk.ts';
import type { Random } from './seeds.ts';

type Change =
  | { readonly kind: 'name'; readonly path: string; readonly inode: number }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'append'; readonly inode: number; readonly bytes: Buffer }
  | { readonly kind: 'content'; readonly inode: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly inode: number; readonly length: number }
  | { readonly kind: 'syncFolder'; readonly path: string };

/** A change of the disk; `done`: how many changes had begun when this one was acknowledged as on disk. */
type Recorded = Change & { done: number };

const SECTOR = 512;

/**
 * A disk in memory that records every change, so that a test can simulate a power cut at any moment. What was
 * acknowledged survives; of the rest chance decides: whole writes, parts, single sectors, with or without the name.
 */
export class MemoryDisk implements Disk {
  readonly #names = new Map<string, number>();
  readonly #contents = new Map<number, Buffer>();
  /** The files that were there at the start. */
  readonly #base = new Map<string, number>();
  #baseContents = new Map<number, Buffer>();
  readonly #recorded: Recorded[] = [];
  #nextInode = 1;

  /** How many changes have begun. */
  get changes(): number {
    return this.#recorded.length;
  }

  /** The files, by path. */
  get files(): Map<string, Buffer> {
    return new Map([...this.#names].sort().map(([path, inode]) => [path, this.#content(inode)]));
  }

  /** A disk that already holds these files. */
  static of(files: ReadonlyMap<string, Buffer>): MemoryDisk {
    const disk = new MemoryDisk();
    for (const [path, bytes] of files) {
      const inode = disk.#nextInode++;
      disk.#base.set(path, inode);
      disk.#names.set(path, inode);
      disk.#contents.set(inode, Buffer.from(bytes));
    }
    disk.#baseContents = new Map(disk.#contents);
    return disk;
  }

  /** The files after a power cut at the moment when so many changes had begun. */
  afterPowerCut(changes: number, random: Random): Map<string, Buffer> {
    const begun = this.#recorded.slice(0, changes);
    const keepsAll = random.chance(0.2);
    const keepsNone = !keepsAll && random.chance(0.25);
    const survives = () => keepsAll || (!keepsNone && random.chance(0.5));
    const names = new Map(this.#base);
    const contents = new Map(this.#baseContents);
    const content = (inode: number) => contents.get(inode) ?? Buffer.alloc(0);
    begun.forEach((change, i) => {
      const isOnDisk = change.done <= changes;
      if (change.kind === 'append') {
        const bytes = isOnDisk ? change.bytes : torn(change.bytes, random);
        contents.set(change.inode, Buffer.concat([content(change.inode), bytes]));
      } else if (change.kind === 'content') {
        contents.set(change.inode, isOnDisk ? change.bytes : torn(change.bytes, random));
      } else if (change.kind === 'truncate') {
        if (isOnDisk || survives()) contents.set(change.inode, content(change.inode).subarray(0, change.length));
      } else if (change.kind !== 'syncFolder') {
        const folder = dirname(change.path);
        const isSynced = begun.some(
          (sync, at) => at > i && sync.kind === 'syncFolder' && sync.path === folder && sync.done <= changes,
        );
        if (!isSynced && !survives()) return;
        const inode = names.get(change.path);
        if (change.kind === 'name') names.set(change.path, change.inode);
        else if (inode !== undefined) {
          names.delete(change.path);
          if (change.kind === 'rename') names.set(change.to, inode);
        }
      }
    });
    return new Map([...names].map(([path, inode]) => [path, content(inode)]));
  }

  async makeFolder(): Promise<void> {
    await turn();
  }

  async create(path: string): Promise<AppendFile> {
    if (this.#names.has(path)) throw failure('EEXIST');
    const inode = this.#name(path);
    await turn();
    return this.#file(inode);
  }

  async openToAppend(path: string): Promise<AppendFile> {
    await turn();
    return this.#file(this.#inode(path));
  }

  async openToRead(path: string): Promise<ReadFile> {
    await turn();
    const content = this.#content(this.#inode(path));
    return {
      size: content.length,
      read: async (into, position) => {
        await turn();
        return content.copy(into, 0, position);
      },
      close: () => turn(),
    };
  }

  async readFile(path: string): Promise<Buffer | null> {
    await turn();
    const inode = this.#names.get(path);
    return inode === undefined ? null : Buffer.from(this.#content(inode));
  }

  async exists(path: string): Promise<boolean> {
    await turn();
    return this.#names.has(path);
  }

  async writeFile(path: string, bytes: Uint8Array): Promise<void> {
    const inode = this.#names.get(path) ?? this.#name(path);
    await this.#do({ kind: 'content', inode, bytes: Buffer.from(bytes) });
  }

  async link(from: string, to: string): Promise<void> {
    if (this.#names.has(to)) throw failure('EEXIST');
    await this.#do({ kind: 'name', path: to, inode: this.#inode(from) });
  }

  async rename(from: string, to: string): Promise<void> {
    this.#inode(from);
    await this.#do({ kind: 'rename', path: from, to });
  }

  async remove(path: string): Promise<void> {
    if (this.#names.has(path)) await this.#do({ kind: 'remove', path });
  }

  async list(path: string): Promise<string[]> {
    await turn();
    const inside = [...this.#names.keys()].filter((name) => dirname(name) === path);
    return inside.map((name) => name.slice(path.length + 1));
  }

  syncFolder(path: string): Promise<void> {
    return this.#do({ kind: 'syncFolder', path });
  }

  #file(inode: number): AppendFile {
    return {
      append: (bytes) => this.#do({ kind: 'append', inode, bytes: Buffer.from(bytes) }),
      truncate: (length) => this.#do({ kind: 'truncate', inode, length }),
      sync: () => turn(),
      close: () => turn(),
    };
  }

  /** A change is visible at once, and on disk some turns of the event loop later. */
  async #do(change: Change): Promise<void> {
    const recorded: Recorded = { ...change, done: Number.POSITIVE_INFINITY };
    this.#recorded.push(recorded);
    this.#apply(change);
    await turn();
    await turn();
    recorded.done = this.#recorded.length;
  }

  #apply(change: Change): void {
    if (change.kind === 'append') {
      this.#contents.set(change.inode, Buffer.concat([this.#content(change.inode), change.bytes]));
    } else if (change.kind === 'content') this.#contents.set(change.inode, change.bytes);
    else if (change.kind === 'truncate') {
      this.#contents.set(change.inode, this.#content(change.inode).subarray(0, change.length));
    } else if (change.kind === 'name') this.#names.set(change.path, change.inode);
    else if (change.kind !== 'syncFolder') {
      const inode = this.#inode(change.path);
      this.#names.delete(change.path);
      if (change.kind === 'rename') this.#names.set(change.to, inode);
    }
  }

  #name(path: string): number {
    const inode = this.#nextInode++;
    this.#recorded.push({ kind: 'name', path, inode, done: Number.POSITIVE_INFINITY });
    this.#names.set(path, inode);
    return inode;
  }

  #inode(path: string): number {
    const inode = this.#names.get(path);
    if (inode === undefined) throw failure('ENOENT');
    return inode;
  }

  #content(inode: number): Buffer {
    return this.#contents.get(inode) ?? Buffer.alloc(0);
  }
}

/** What is left of a write that was under way: nothing, its beginning, some of its sectors, or all of it. */
function torn(bytes: Buffer, random: Random): Buffer {
  const kind = random.next();
  if (kind < 0.2) return Buffer.alloc(0);
  if (kind < 0.5) return bytes.subarray(0, Math.floor(random.next() * bytes.length));
  if (kind < 0.6) return bytes;
  const left = Buffer.from(bytes);
  for (let at = 0; at < left.length; at += SECTOR)
    if (random.chance(0.5)) left.fill(0, at, Math.min(at + SECTOR, left.length));
  return left;
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}
