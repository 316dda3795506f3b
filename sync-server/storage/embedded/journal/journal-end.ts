import { join } from 'node:path';
import type { BoardIndex } from './board-index.ts';
import type { AppendFile, Disk } from './disk.ts';
import type { FailPoint } from './fail-points.ts';
import { segmentFile } from './segment-name.ts';
import { CLOSED_FILE, CLOSED_SALT, stateBytes } from './state.ts';

/** One file of the journal. */
export interface Segment {
  readonly number: number;
  readonly path: string;
  readonly salt: number;
  /** How many of its bytes are known to be on disk. */
  length: number;
}

/** The segment that records are appended to. */
export interface ActiveSegment {
  readonly segment: Segment;
  readonly file: AppendFile;
}

export interface JournalEndParts {
  readonly folder: string;
  readonly disk: Disk;
  readonly failPoint: FailPoint;
  readonly index: BoardIndex;
  /** All segments, in order. A segment that is started is added. */
  readonly segments: Segment[];
  readonly salt: number;
  /** The last segment, if it may be appended to. */
  readonly active: ActiveSegment | null;
  /** A segment that exceeds this is followed by a new one, so that dead entries can be removed in pieces. */
  readonly segmentBytes: number;
}

/** The end of the journal, where the next write goes: directly behind what is known to be on disk. */
export class JournalEnd {
  readonly #parts: JournalEndParts;
  #active: ActiveSegment | null;
  /** A write failed: the bytes behind the segment's length are unknown. */
  #isSuspect = false;
  #wantsNext = false;
  /** The number of the last attempt to start a segment. */
  #number = 0;

  constructor(parts: JournalEndParts) {
    this.#parts = parts;
    this.#active = parts.active;
  }

  get segment(): Segment | null {
    return this.#active?.segment ?? null;
  }

  /** The next {@link ready} starts a new segment. */
  wantNext(): void {
    this.#wantsNext = true;
  }

  /** A write failed, so its bytes may or may not be in the file. */
  suspect(): void {
    this.#isSuspect = true;
  }

  /** The segment to append to. Throws the file system's error. */
  async ready(): Promise<ActiveSegment> {
    if (this.#active !== null && this.#isSuspect) await this.#mend(this.#active);
    const active = this.#active;
    if (active !== null && !this.#wantsNext && active.segment.length < this.#parts.segmentBytes) return active;
    const next = await this.#start();
    this.#active = next;
    this.#wantsNext = false;
    this.#isSuspect = false;
    await active?.file.close().catch(() => undefined); // everything in it is on disk
    return next;
  }

  /** Closes the file and records in `closed` how long it is. */
  async close(): Promise<void> {
    const active = this.#active;
    this.#active = null;
    if (active === null) return;
    await active.file.close();
    await this.#keepState(active.segment);
  }

  /**
   * Cuts off what a failed write may have left. If that fails too, a new segment starts, whose state says what counts.
   */
  async #mend({ segment, file }: ActiveSegment): Promise<void> {
    try {
      await file.truncate(segment.length);
      this.#isSuspect = false;
    } catch {
      this.#active = null;
      await file.close().catch(() => undefined); // it is not used again
    }
  }

  async #start(): Promise<ActiveSegment> {
    const { disk, failPoint, folder, index, salt, segments } = this.#parts;
    failPoint('segment.beforeStart');
    this.#number = Math.max(this.#number, segments.at(-1)?.number ?? 0) + 1;
    const number = this.#number;
    const path = join(folder, segmentFile({ number, salt }));
    const head = stateBytes(salt, { segment: number, length: 0, living: index.list() });
    const segment: Segment = { number, path, salt, length: head.length };
    const file = await disk.create(path);
    try {
      await file.append(head);
      await disk.syncFolder(folder);
      await this.#keepState(segment);
    } catch (error) {
      await file.close().catch(() => undefined); // the error that counts is thrown below
      await disk.remove(path).catch(() => undefined); // if it stays, the next start finds no entry in it
      throw error;
    }
    failPoint('segment.started');
    segments.push(segment);
    return { segment, file };
  }

  /** Records in `closed` which segment is the last, how long it is, and which entries are living. */
  async #keepState({ number: segment, length }: Segment): Promise<void> {
    const { disk, folder, index } = this.#parts;
    const path = join(folder, CLOSED_FILE);
    await disk.writeFile(`${path}.tmp`, stateBytes(CLOSED_SALT, { segment, length, living: index.list() }));
    await disk.rename(`${path}.tmp`, path);
    await disk.syncFolder(folder);
  }
}
