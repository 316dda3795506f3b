import { join } from 'node:path';
import type { BoardIndex } from './board-index.ts';
import type { AppendFile, Disk } from './disk.ts';
import type { FailPoint } from './fail-points.ts';
import { segmentFile } from './segment-name.ts';
import { CLOSED_FILE, CLOSED_SALT, stateBytes } from './state.ts';

/** A file of the journal. */
export interface Segment {
  readonly number: number;
  readonly path: string;
  readonly salt: number;
  /** How many of its bytes are known to be on disk and whole. */
  length: number;
}

/** The segment that is written to. */
export interface ActiveSegment {
  readonly segment: Segment;
  readonly file: AppendFile;
}

export interface JournalEndParts {
  readonly folder: string;
  readonly disk: Disk;
  readonly failPoint: FailPoint;
  readonly index: BoardIndex;
  /** All that there are, in order; those that are started are added. */
  readonly segments: Segment[];
  readonly salt: number;
  /** The last segment, if it may be written to. */
  readonly active: ActiveSegment | null;
  /** A larger segment is followed by another, so that what is dead can be removed in pieces. */
  readonly segmentBytes: number;
}

/** Where the journal is gone on with: always right behind what is known to be on disk. */
export class JournalEnd {
  readonly #parts: JournalEndParts;
  #active: ActiveSegment | null;
  /** A write failed: what lies behind the segment's length is not known. */
  #isSuspect = false;
  #wantsNext = false;
  /** The last number that was tried. */
  #number = 0;

  constructor(parts: JournalEndParts) {
    this.#parts = parts;
    this.#active = parts.active;
  }

  get segment(): Segment | null {
    return this.#active?.segment ?? null;
  }

  /** The next {@link ready} gives a new segment. */
  wantNext(): void {
    this.#wantsNext = true;
  }

  /** A write did not succeed, or nobody knows. */
  suspect(): void {
    this.#isSuspect = true;
  }

  /** The segment to write to. Throws the file system's error. */
  async ready(): Promise<ActiveSegment> {
    if (this.#active !== null && this.#isSuspect) await this.#mend(this.#active);
    const active = this.#active;
    if (active !== null && !this.#wantsNext && active.segment.length < this.#parts.segmentBytes) return active;
    const next = await this.#start();
    this.#active = next;
    this.#wantsNext = false;
    this.#isSuspect = false;
    await active?.file.close().catch(() => undefined); // all in it is on disk
    return next;
  }

  /** Lets the file go and writes down up to where all is known to be whole. */
  async close(): Promise<void> {
    const active = this.#active;
    this.#active = null;
    if (active === null) return;
    await active.file.close();
    await this.#keepState(active.segment);
  }

  /** Cuts off what a failed write may have left. Where that fails too the segment is left; the next one's state tells. */
  async #mend({ segment, file }: ActiveSegment): Promise<void> {
    try {
      await file.truncate(segment.length);
      this.#isSuspect = false;
    } catch {
      this.#active = null;
      await file.close().catch(() => undefined); // it is not used any more
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
      await file.close().catch(() => undefined); // what matters has failed already
      await disk.remove(path).catch(() => undefined); // it then lies there, and is found to be empty at the next start
      throw error;
    }
    failPoint('segment.started');
    segments.push(segment);
    return { segment, file };
  }

  /** Writes down, beside the journals, which is the last, up to where it is whole, and what is living. */
  async #keepState({ number: segment, length }: Segment): Promise<void> {
    const { disk, folder, index } = this.#parts;
    const path = join(folder, CLOSED_FILE);
    await disk.writeFile(`${path}.tmp`, stateBytes(CLOSED_SALT, { segment, length, living: index.list() }));
    await disk.rename(`${path}.tmp`, path);
    await disk.syncFolder(folder);
  }
}
