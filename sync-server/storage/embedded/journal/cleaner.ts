import type { BoardIndex } from './board-index.ts';
import type { Disk } from './disk.ts';
import type { FailPoint } from './fail-points.ts';
import type { Segment } from './journal-end.ts';
import type { JournalWriter } from './journal-writer.ts';

export interface CleanerParts {
  readonly sizes: TidySizes;
  readonly disk: Disk;
  readonly failPoint: FailPoint;
  readonly index: BoardIndex;
  readonly segments: Segment[];
  readonly writer: JournalWriter;
  warn(sentence: string): void;
  /** Moves a board's living entries out of the journal. */
  takeOver(boardId: string): Promise<void>;
}

/** When the journal is tidied. Tests give smaller ones. */
export interface TidySizes {
  /** How often it is looked whether something is to be done, and how long nothing must have been written before. */
  readonly quietMs: number;
  /** What may be dead beside as much as is living, bytes. */
  readonly deadBytes: number;
  /** The same while the server is busy: it has other things to do. */
  readonly deadBytesBusy: number;
}

export const TIDY_SIZES: TidySizes = { quietMs: 1_000, deadBytes: 256 * 1024, deadBytesBusy: 64 * 1024 * 1024 };

/**
 * Removes segments in which nothing is living. Where much is dead and a few boards hold on to it (somebody made them
 * and never came back), their entries are moved to their files first.
 */
export class Cleaner {
  readonly #parts: CleanerParts;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #stopped = false;
  #purges = false;

  constructor(parts: CleanerParts) {
    this.#parts = parts;
  }

  /** Something was written or died. */
  soon(): void {
    if (this.#timer !== null || this.#running !== null || this.#stopped) return;
    this.#timer = setTimeout(() => this.#run(), this.#parts.sizes.quietMs);
    this.#timer.unref();
  }

  /** A board was deleted: what is dead goes when the server is quiet, however little it is. */
  purge(): void {
    this.#purges = true;
    this.soon();
  }

  /** Resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
  }

  #run(): void {
    this.#timer = null;
    this.#running = this.#clean()
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        this.#parts.warn(`the journal could not be tidied, which is tried again: ${why}`);
      })
      .then(() => {
        this.#running = null;
        if (this.#purges || this.#parts.writer.quietMs < this.#parts.sizes.quietMs) this.soon();
      });
  }

  async #clean(): Promise<void> {
    const { index, segments, sizes, writer } = this.#parts;
    await this.#removeDead();
    const isQuiet = writer.quietMs >= sizes.quietMs;
    const purges = this.#purges && isQuiet;
    const isTidy = (deadBytes: number) => !purges && this.#deadBytes() <= index.bytes + deadBytes;
    if (isTidy(isQuiet ? sizes.deadBytes : sizes.deadBytesBusy)) return;
    // What holds on to the older ones may be damaged and stay; that is no reason for one small segment after another.
    const { active } = writer;
    if (active !== null && (purges || active.length - index.livingIn(active.number).bytes > sizes.deadBytes / 2)) {
      await writer.startSegment();
      await this.#removeDead();
    }
    for (const segment of [...segments]) {
      if (segment === writer.active || isTidy(sizes.deadBytes)) continue;
      for (const boardId of [...index.boards()]) {
        if (this.#stopped) return;
        if (index.has(boardId, segment.number)) await this.#parts.takeOver(boardId);
      }
      await this.#removeDead();
    }
    if (purges) this.#purges = false;
  }

  #deadBytes(): number {
    return this.#parts.segments.reduce((sum, { length }) => sum + length, 0) - this.#parts.index.bytes;
  }

  async #removeDead(): Promise<void> {
    const { disk, failPoint, index, segments, writer } = this.#parts;
    // The last one stays: its number and its state are what the next one goes on from.
    for (const segment of segments.slice(0, -1)) {
      if (segment === writer.active || index.livingIn(segment.number).entries > 0) continue;
      failPoint('segment.beforeRemoval');
      await disk.remove(segment.path);
      segments.splice(segments.indexOf(segment), 1);
      failPoint('segment.removed');
    }
  }
}
